import type { CloneStatistics, Counted, GroupStatistics, TableStatistics } from './clone-operation.ts'

export function statisticsOf(
  tables: readonly TableStatistics[],
  bytesAgain: number,
  milliseconds: number,
): CloneStatistics {
  const groups = new Map<string, TableStatistics[]>()
  for (const table of tables) {
    if (table.group === undefined) continue
    groups.set(table.group, [...(groups.get(table.group) ?? []), table])
  }
  return {
    tables,
    groups: [...groups].map(
      ([group, members]): GroupStatistics => ({ group, tables: members.map(({ table }) => table), ...sum(members) }),
    ),
    ...sum(tables),
    bytesAgain,
    milliseconds: Math.round(milliseconds),
  }
}

function sum(all: readonly Counted[]): Counted {
  const total = { rows: 0, rowsMasked: 0, bytes: 0 }
  for (const { rows, rowsMasked, bytes } of all) {
    total.rows += rows
    total.rowsMasked += rowsMasked
    total.bytes += bytes
  }
  return total
}
