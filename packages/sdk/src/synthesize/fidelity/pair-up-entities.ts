import type { Table } from './table/cells.ts'

export interface PairedTables {
  readonly real: Table
  readonly synthetic: Table
  readonly holdout: Table | undefined
}

type Tables = ReadonlyMap<string, Table>

/** Entities of one name belong together; where each side has a single one, as files of rows do, so do these. */
export function pairUpEntities(
  real: Tables,
  synthetic: Tables,
  holdout: Tables | undefined,
): { readonly pairs: PairedTables[]; readonly notes: string[]; readonly complete: boolean } {
  const notes: string[] = []
  const pairs: PairedTables[] = []
  let complete = real.size > 0
  if (real.size === 0) notes.push('there are no real rows')
  const partner = (side: Tables, name: string) =>
    side.get(name) ?? (real.size === 1 && side.size === 1 ? [...side.values()][0] : undefined)
  for (const [name, table] of real) {
    const other = partner(synthetic, name)
    if (other === undefined) {
      notes.push(`${name}: there are no synthetic rows of it`)
      complete = false
      continue
    }
    const held = holdout && partner(holdout, name)
    if (holdout !== undefined && held === undefined)
      notes.push(`${name}: the holdout has no rows of it: it is compared without one`)
    pairs.push({ real: table, synthetic: other, holdout: held })
  }
  for (const name of synthetic.keys())
    if (!real.has(name) && !pairs.some(({ synthetic: { entity } }) => entity === name))
      notes.push(`${name}: there are no real rows of it`)
  return { pairs, notes, complete }
}
