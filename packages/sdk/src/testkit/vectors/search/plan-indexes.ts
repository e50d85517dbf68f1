import type { Session } from '../../../database/adapter.ts'
import type { VectorIndex } from './vector-indexes.ts'

/** A node of EXPLAIN (VERBOSE, FORMAT JSON), as far as it is looked at. */
interface Node {
  readonly 'Node Type': string
  readonly 'Index Name'?: string
  readonly Schema?: string
  readonly Plans?: readonly Node[]
}

/** The indexes, of those that are given, that the plan of a statement reads. */
export async function plannedIndexes(
  session: Session,
  text: string,
  parameters: readonly unknown[],
  indexes: readonly VectorIndex[],
): Promise<string[]> {
  const [row] = await session.query(`explain (verbose, costs off, format json) ${text}`, parameters)
  const [first] = Object.values(row ?? {})[0] as readonly { readonly Plan: Node }[]
  const nodes = first ? nodesOf(first.Plan) : []
  // An index stands in the schema of its table.
  const isRead = ({ schema, name }: VectorIndex) =>
    nodes.some((node) => node['Index Name'] === name && (node.Schema ?? schema) === schema)
  return indexes.filter(isRead).map(({ name }) => name)
}

function nodesOf(node: Node): Node[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)]
}

/**
 * The indexes, of those that are given, that `work` has really read, also where no plan can show it, as inside a function.
 * It counts what this transaction did.
 */
export async function countingReads<T>(
  session: Session,
  indexes: readonly VectorIndex[],
  work: () => Promise<T>,
): Promise<{ result: T; read: string[] }> {
  const before = await reads(session, indexes)
  const result = await work()
  const after = await reads(session, indexes)
  return { result, read: indexes.flatMap(({ name }, at) => ((after[at] ?? 0) > (before[at] ?? 0) ? [name] : [])) }
}

async function reads(session: Session, indexes: readonly VectorIndex[]): Promise<number[]> {
  if (indexes.length === 0) return []
  const rows = await session.query<{ scans: number }>(
    `select pg_catalog.pg_stat_get_xact_numscans(oid) as scans
     from unnest($1::oid[]) with ordinality as given(oid, at) order by at`,
    [indexes.map(({ oid }) => oid)],
  )
  return rows.map(({ scans }) => scans)
}
