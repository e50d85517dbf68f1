import { quoteLiteral } from '../../../../database/postgres/quote.ts'
import type { Sequence } from '../../../definition.ts'
import type { World } from '../kind-rules.ts'
import { quoteIdentifier, quoteTable } from '../quote.ts'
import { tableId } from './family.ts'
import { sequenceOptions } from './sequence-options.ts'

export function createSequence(sequence: Sequence): string {
  const { unlogged, databaseType, schema, name } = sequence
  const kind = unlogged ? 'UNLOGGED SEQUENCE' : 'SEQUENCE'
  return `CREATE ${kind} ${quoteTable({ schema, name })} AS ${databaseType} ${sequenceOptions(sequence)}`
}

/** A sequence must be of the same role as the table of the column that it comes to belong to. */
export function ownedBy({ schema, name, owner }: Sequence, world: World): string[] {
  const sequence = quoteTable({ schema, name })
  if (owner === null) return [`ALTER SEQUENCE ${sequence} OWNED BY NONE`]
  const table = quoteTable({ schema: owner.schema, name: owner.name })
  return [
    ...(world.isNew(tableId(owner)) ? [] : givenToOwnerOf(sequence, table, tableId(owner), world)),
    `ALTER SEQUENCE ${sequence} OWNED BY ${table}.${quoteIdentifier(owner.column)}`,
  ]
}

/** Where the table goes to another role, its role is looked up: whether it went already depends on what is compared. */
function givenToOwnerOf(sequence: string, table: string, id: string, { before, after }: World): string[] {
  const [was, is] = [before.definition.owners[id], after.definition.owners[id]]
  if (was === undefined) return []
  if (was === is) return [`ALTER SEQUENCE ${sequence} OWNER TO ${quoteIdentifier(was)}`]
  const role = `(SELECT relowner::pg_catalog.regrole FROM pg_catalog.pg_class WHERE oid = ${quoteLiteral(table).trim()}::regclass)`
  const command = quoteLiteral(`ALTER SEQUENCE ${sequence.replaceAll('%', '%%')} OWNER TO %s`).trim()
  const body = `BEGIN EXECUTE pg_catalog.format(${command}, ${role}); END`
  return [`DO ${quoteLiteral(body).trim()}`]
}
