import { UnderstudyError } from '../../../errors.ts'
import type { Rename } from '../../diff/schema-diff.ts'
import { objectId } from '../../identity.ts'
import type { TablePair } from './table-pairs.ts'

/** Of tables and columns: a rename that was passed over would drop what it was meant to keep. */
export function refuseUnknownRenames(renames: readonly Rename[], pairs: readonly TablePair[]): void {
  const done = new Set(pairs.flatMap(renamesOf))
  for (const { from, to } of renames) {
    if (!/^(table|column) /.test(from) || done.has(`${from} to ${to}`)) continue
    throw new UnderstudyError('RENAME_INVALID', {
      operation: 'plan a migration',
      message: `${from} can't be renamed to ${to}: the first schema has no such thing, or the second hasn't, or they are parts of different tables.`,
    })
  }
}

/** A column may be named by its table of either schema. */
function renamesOf({ from, to, columns }: TablePair): string[] {
  const columnsOf = (table: string) =>
    [...columns].map(
      ([before, after]) =>
        `${objectId('column', 'main', table, before)} to ${objectId('column', 'main', to.name, after)}`,
    )
  const table = `${objectId('table', 'main', from.name)} to ${objectId('table', 'main', to.name)}`
  return [table, ...columnsOf(from.name), ...columnsOf(to.name)]
}
