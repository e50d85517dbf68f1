import type { SchemaDefinition } from '../catalog/definition.ts'
import type { Session } from '../database/adapter.ts'
import { quoteIdentifier, quoteTable } from '../database/postgres/quote.ts'
import { UnderstudyError } from '../errors.ts'

interface Unreadable {
  readonly role: string
  readonly schema: string
  readonly name: string
  readonly isSequence: boolean
  readonly mayEnter: boolean
}

/** Reading tells how far a sequence is where the role may USE it, too. Schemas are asked first: a name in a closed one is not found. */
const query = `
  select current_user::text as role, n.nspname as schema, c.relname as name, c.relkind = 'S' as "isSequence",
    pg_catalog.has_schema_privilege(n.oid, 'usage') as "mayEnter"
  from pg_catalog.json_to_recordset($1::json) as wanted (schema text, name text)
  join pg_catalog.pg_namespace n on n.nspname = wanted.schema
  join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = wanted.name
  where not pg_catalog.has_schema_privilege(n.oid, 'usage')
    or not case when c.relkind = 'S' then pg_catalog.has_sequence_privilege(c.oid, 'select, usage')
      else pg_catalog.has_table_privilege(c.oid, 'select') end
  order by 4, 2, 3`

const shown = 5

/**
 * Refuses a role that could not read all that a clone, or a file of a target, needs, before anything is made. A sequence that belongs to a column
 * is set behind that column's values, so that nobody needs to know how far it is.
 */
export async function refuseUnreadable(
  session: Pick<Session, 'query'>,
  { engine, tables, sequences }: SchemaDefinition,
  side: 'the source' | 'the target' = 'the source',
): Promise<void> {
  if (engine !== 'postgres') return
  const wanted = [
    ...tables.filter(({ kind }) => kind === 'table' || kind === 'partition' || kind === 'partitioned'),
    ...sequences.filter(({ owner }) => owner === null),
  ].map(({ schema, name }) => ({ schema, name }))
  const found = await session.query<Unreadable>(query, [JSON.stringify(wanted)])
  const [first] = found
  if (!first) return
  const names = found.map(({ schema, name }) => `${schema}.${name}`)
  const more = names.length > shown ? ` and ${names.length - shown} more` : ''
  throw new UnderstudyError('PERMISSION_DENIED', {
    operation: `read ${side}`,
    message: `The role ${first.role} may not read all of ${side}: ${names.slice(0, shown).join(', ')}${more}`,
    hint: `Let their owner run: ${grants(first.role, found).join(' ')}`,
    details: { unreadable: names, stands: 'nothing was changed' },
  })
}

function grants(name: string, found: readonly Unreadable[]): string[] {
  const role = quoteIdentifier(name)
  const closed = new Set(found.filter(({ mayEnter }) => !mayEnter).map(({ schema }) => schema))
  const of = (isSequence: boolean) => found.filter((one) => one.isSequence === isSequence).map(quoteTable)
  return [
    ...[...closed].map((schema) => `GRANT USAGE ON SCHEMA ${quoteIdentifier(schema)} TO ${role};`),
    ...(of(false).length > 0 ? [`GRANT SELECT ON ${of(false).join(', ')} TO ${role};`] : []),
    ...(of(true).length > 0 ? [`GRANT SELECT ON SEQUENCE ${of(true).join(', ')} TO ${role};`] : []),
  ]
}
