import type { Column, SchemaDefinition, Table } from '../../definition.ts'
import type { Rename } from '../../diff/schema-diff.ts'
import { objectId } from '../../identity.ts'
import { freeName } from './free-name.ts'

/** One table of both schemas. */
export interface TablePair {
  readonly from: Table
  readonly to: Table
  /**
   * The name of each column of the first when all renames are done: that of the second for those that stay, and for the
   * others one that the second does not have.
   */
  readonly columns: ReadonlyMap<string, string>
}

/** Tables are the same by a rename, by their name, or by their name in another case, which SQLite takes for the same. */
export function pairTables(
  before: SchemaDefinition,
  after: SchemaDefinition,
  renames: readonly Rename[],
): readonly TablePair[] {
  const renamed = new Map(renames.map(({ from, to }): [string, string] => [from, to]))
  const wanted = ({ schema, name }: Table) => renamed.get(objectId('table', schema, name))
  const tables = matched(before.tables, after.tables, wanted, ({ schema, name }) => objectId('table', schema, name))
  return [...tables]
    .filter(([from, to]) => from.kind === to.kind)
    .map(([from, to]) => ({ from, to, columns: columnsOf(from, to, renamed) }))
}

function columnsOf(from: Table, to: Table, renamed: ReadonlyMap<string, string>): Map<string, string> {
  const wanted = ({ name }: Column) =>
    renamed.get(objectId('column', from.schema, from.name, name)) ??
    renamed.get(objectId('column', to.schema, to.name, name))
  const kept = matched(from.columns, to.columns, wanted, ({ name }) => objectId('column', to.schema, to.name, name))
  const taken = [...from.columns, ...to.columns].map(({ name }) => name)
  const names = new Map<string, string>()
  for (const column of from.columns) {
    const stays = kept.get(column)?.name
    const collides = to.columns.some(({ name }) => name.toLowerCase() === column.name.toLowerCase())
    names.set(column.name, stays ?? (collides ? freeName(`_old_${column.name}`, taken) : column.name))
  }
  return names
}

/** @param wanted the identity that one has in the second list, where it was renamed */
function matched<One extends { readonly name: string }>(
  before: readonly One[],
  after: readonly One[],
  wanted: (one: One) => string | undefined,
  identity: (one: One) => string,
): Map<One, One> {
  const pairs = new Map<One, One>()
  const claimed = new Set<One>()
  const claim = (one: One, other: One | undefined) => {
    if (other === undefined || claimed.has(other) || pairs.has(one)) return
    pairs.set(one, other)
    claimed.add(other)
  }
  for (const one of before) {
    const target = wanted(one)
    if (target !== undefined)
      claim(
        one,
        after.find((other) => identity(other) === target),
      )
  }
  for (const one of before)
    claim(
      one,
      after.find(({ name }) => name === one.name),
    )
  for (const one of before)
    claim(
      one,
      after.find(({ name }) => name.toLowerCase() === one.name.toLowerCase()),
    )
  return pairs
}
