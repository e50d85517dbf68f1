/** Levels of one column by row, -1 where nothing is known. */
export interface Leveled {
  readonly levels: Int32Array
  readonly levelCount: number
}

/**
 * Mutual information of a column with one or two others together, in nats; corrected, less what chance alone gives (Miller and
 * Madow): tables of many cells seem to say something of everything.
 */
export function information(
  of: Leveled,
  first: Leveled,
  second: Leveled | undefined,
  rows: Int32Array,
  corrected = true,
): number {
  const wide = second ? second.levelCount : 1
  const configs = first.levelCount * wide
  const own = of.levelCount
  const joint = new Float64Array(configs * own)
  const given = new Float64Array(configs)
  const alone = new Float64Array(own)
  let n = 0
  const a = of.levels
  const b = first.levels
  const c = second?.levels
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!
    const level = a[row]!
    const left = b[row]!
    const right = c ? c[row]! : 0
    if (level < 0 || left < 0 || right < 0) continue
    const config = left * wide + right
    joint[config * own + level]!++
    given[config]!++
    alone[level]!++
    n++
  }
  if (n === 0) return 0
  let sum = 0
  let cells = 0
  for (let i = 0; i < joint.length; i++) {
    const count = joint[i]!
    if (count === 0) continue
    cells++
    sum += count * Math.log(count)
  }
  let occupied = 0
  for (const count of given) {
    if (count === 0) continue
    occupied++
    sum -= count * Math.log(count)
  }
  let values = 0
  for (const count of alone) {
    if (count === 0) continue
    values++
    sum -= count * Math.log(count)
  }
  const told = (sum + n * Math.log(n)) / n
  return corrected ? told - (cells - occupied - values + 1) / (2 * n) : told
}

export function entropyOf(of: Leveled, rows: Int32Array): number {
  const counts = new Float64Array(of.levelCount)
  let n = 0
  for (let i = 0; i < rows.length; i++) {
    const level = of.levels[rows[i]!]!
    if (level < 0) continue
    counts[level]!++
    n++
  }
  let sum = 0
  for (const count of counts) if (count > 0) sum -= (count / n) * Math.log(count / n)
  return sum
}
