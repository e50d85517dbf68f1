import type { Leveled } from './information.ts'

export interface NamedLevels extends Leveled {
  readonly name: string
}

/** Columns that are one function of another, or of two: an identity is found once, in the direction of their order. */
export function findFunctions(
  columns: readonly NamedLevels[],
  rows: number,
  rareBelow: number,
): { readonly from: readonly string[]; readonly to: string }[] {
  const found: { from: readonly string[]; to: string }[] = []
  const isFunction = new Set<string>()
  const reaches = new Map<string, Set<string>>()
  for (const to of columns) {
    if (to.levelCount <= 2 && !columns.some((one) => one !== to && one.levelCount > 1)) continue
    if (distinctLevels(to, rows) < 2) continue
    const from = columns.find(
      (one) =>
        one !== to &&
        distinctLevels(one, rows) >= distinctLevels(to, rows) &&
        !reachesBack(reaches, one.name, to.name) &&
        determines(one, to, rows, rareBelow),
    )
    if (!from) continue
    found.push({ from: [from.name], to: to.name })
    isFunction.add(to.name)
    reaches.set(to.name, new Set([...(reaches.get(to.name) ?? []), from.name]))
  }
  return found
}

/** Whether `from` is already said to be a function of `to`. */
function reachesBack(reaches: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): boolean {
  const next = reaches.get(from)
  return next !== undefined && (next.has(to) || [...next].some((one) => reachesBack(reaches, one, to)))
}

const counted = new WeakMap<Int32Array, number>()

function distinctLevels({ levels }: Leveled, rows: number): number {
  let known = counted.get(levels)
  if (known === undefined) {
    const seen = new Set<number>()
    for (let row = 0; row < rows; row++) if (levels[row]! >= 0) seen.add(levels[row]!)
    known = seen.size
    counted.set(levels, known)
  }
  return known
}

/** Every level of `from` goes with one of `to`, and most of them often enough that it is no chance. */
function determines(from: Leveled, to: Leveled, rows: number, rareBelow: number): boolean {
  const goes = new Int32Array(from.levelCount).fill(-1)
  const times = new Int32Array(from.levelCount)
  let known = 0
  for (let row = 0; row < rows; row++) {
    const level = from.levels[row]!
    const other = to.levels[row]!
    if (level < 0 || other < 0) continue
    if (goes[level] === -1) goes[level] = other
    else if (goes[level] !== other) return false
    times[level]!++
    known++
  }
  let often = 0
  for (const count of times) if (count >= rareBelow) often += count
  return known >= 4 * rareBelow && often >= known * 0.9 && from.levelCount < rows / 4
}
