import { columnsIdentity } from '../../anonymize/policy/identity.ts'
import type { SoftReference } from '../../anonymize/policy.ts'
import type { ForeignKey, SchemaDefinition, Table } from '../../catalog/definition.ts'
import { maskingTableName } from '../../catalog/masking/masking-schema-of.ts'
import type { Session } from '../../database/adapter.ts'
import { quoting } from '../../database/quote.ts'
import { type VerificationCheck, verificationCheck } from '../verification.ts'
import { rowsOf } from './read-back.ts'

/** One way of pointing from rows to others, declared in the database or in the policy. */
export interface Pointing {
  readonly child: Table
  readonly columns: readonly string[]
  readonly parent: Table
  readonly references: readonly string[]
  readonly full: boolean
  readonly where: { readonly column: string; readonly equals: string } | undefined
  /** The database holds nobody to it. */
  readonly soft: boolean
}

function pointingsOf(definition: SchemaDefinition, references: readonly SoftReference[]): Pointing[] {
  const declared = definition.tables.flatMap((child) =>
    child.constraints.flatMap((one): Pointing[] => {
      // Of a part, the whole asks; periods are compared by what they contain.
      if (one.kind !== 'foreign key' || one.inherited || one.period) return []
      const parent = definition.tables.find((table) => isSame(table, one))
      if (!parent) return []
      const { columns, match, valid, enforced } = one
      const soft = !valid || !enforced
      return [
        { child, columns, parent, references: one.references.columns, full: match === 'full', where: undefined, soft },
      ]
    }),
  )
  const soft = references.flatMap(({ from, to, where }): Pointing[] => {
    const [child, parent] = [endOf(definition, from), endOf(definition, to)]
    if (!child || !parent) return []
    return [
      {
        child: child.table,
        columns: child.columns,
        parent: parent.table,
        references: parent.columns,
        full: false,
        where,
        soft: true,
      },
    ]
  })
  return [...declared, ...soft]
}

function isSame(table: Table, { references }: ForeignKey): boolean {
  return table.name === references.name && table.schema === references.schema
}

/** The table and the columns that an end of a soft reference names. */
function endOf(definition: SchemaDefinition, text: string): { table: Table; columns: readonly string[] } | undefined {
  for (const table of definition.tables) {
    const name = maskingTableName(definition, table)
    if (!text.startsWith(`${name}.`)) continue
    const column = table.columns.find((one) => columnsIdentity(name, [one.name]) === text)
    if (column) return { table, columns: [column.name] }
    const list = /^\((.*)\)$/.exec(text.slice(name.length + 1))?.[1]?.split(/,\s*/)
    const columns = list?.flatMap((written) =>
      table.columns.filter((one) => columnsIdentity('', [one.name]) === `.${written}`),
    )
    if (columns && columns.length === list?.length) return { table, columns: columns.map((one) => one.name) }
  }
  return undefined
}

/** How many rows point at nothing. */
export async function countOrphans(session: Session, pointing: Pointing, signal?: AbortSignal): Promise<number> {
  const { quoteIdentifier, quoteLiteral } = quoting[session.dialect]
  const { child, columns, parent, references, full, where } = pointing
  const pairs = columns.map((column, at) => {
    const [own, theirs] = [`c.${quoteIdentifier(column)}`, `p.${quoteIdentifier(references[at] ?? '')}`]
    // Soft references join types that no foreign key would.
    return pointing.soft && session.dialect === 'postgres' && !sameType(child, column, parent, references[at])
      ? `p.${quoteIdentifier(references[at] ?? '')}::text = ${own}::text`
      : `${theirs} = ${own}`
  })
  const given = columns.map((column) => `c.${quoteIdentifier(column)} is not null`)
  const lost = `${given.join(' and ')} and not exists (select 1 from ${rowsOf(session, parent)} p where ${pairs.join(' and ')})`
  const partly = `(${given.join(' or ')}) and not (${given.join(' and ')})`
  const kind = where && `c.${quoteIdentifier(where.column)} = ${quoteLiteral(where.equals)}`
  const broken = full ? `(${lost}) or (${partly})` : lost
  const [row] = await session.query<{ count: number }>(
    `select count(*) as count from ${rowsOf(session, child)} c where ${kind ? `${kind} and (${broken})` : broken}`,
    [],
    { signal },
  )
  return Number(row?.count ?? 0)
}

function sameType(child: Table, column: string, parent: Table, other: string | undefined): boolean {
  const typeOf = (table: Table, name: string | undefined) =>
    table.columns.find((one) => one.name === name)?.databaseType
  return typeOf(child, column) === typeOf(parent, other)
}

/** @param known of a pointing that the database does not hold to: how many the original has */
export async function* checkOrphans(
  session: Session,
  definition: SchemaDefinition,
  references: readonly SoftReference[],
  known: (pointing: Pointing) => Promise<number>,
  signal?: AbortSignal,
): AsyncGenerator<VerificationCheck> {
  for (const pointing of pointingsOf(definition, references)) {
    const found = await countOrphans(session, pointing, signal)
    const allowed = found > 0 && pointing.soft ? await known(pointing) : 0
    const name = maskingTableName(definition, pointing.child)
    const to = columnsIdentity(maskingTableName(definition, pointing.parent), pointing.references)
    const columns = pointing.columns.join(', ')
    const wrong = Math.max(0, found - allowed)
    const text =
      wrong > 0
        ? `rows point at nothing in ${to}${allowed > 0 ? ', more than in the source' : ''}`
        : found > 0
          ? `as many rows point at nothing in ${to} as in the source: ${found}`
          : `every row finds its ${to}`
    yield verificationCheck('orphans', name, columns, wrong, text)
  }
}
