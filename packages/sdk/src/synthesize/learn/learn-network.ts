import type { NetworkParent, PatternNetwork } from '../data-patterns.ts'
import { entropyOf, information, type Leveled } from './information.ts'

export interface NetworkColumn extends Leveled {
  readonly parent: NetworkParent
  /** Columns that must stand before it. */
  readonly after: readonly string[]
  /** It is one function of these, and of nothing else. */
  readonly functionOf?: readonly string[] | undefined
}

export interface NetworkOptions {
  readonly rows: number
  readonly rareBelow: number
  /** Columns of other entities, which stand before all of these. */
  readonly given: readonly NetworkColumn[]
}

const rowsLooked = 30_000
/** Candidates for parents of a column, the more telling first. */
const candidates = 8
/** What a second parent has to add, as a share of what is unknown of the column. */
const worthASecond = 0.004
const mostCells = 60_000

/** Greedily, as PrivBayes does: the next column is always the one that those before say the most of. */
export function learnNetwork(columns: readonly NetworkColumn[], options: NetworkOptions): PatternNetwork {
  const rows = spread(options.rows, rowsLooked)
  const nameOf = ({ parent }: NetworkColumn): string => JSON.stringify([parent.through ?? '', parent.column])
  const pairs = new Map<string, number>()
  const telling = (of: NetworkColumn, other: NetworkColumn): number => {
    const key = [nameOf(of), nameOf(other)].sort().join()
    let known = pairs.get(key)
    if (known === undefined) {
      known = information(of, other, undefined, rows)
      pairs.set(key, known)
    }
    return known
  }
  const placed: NetworkColumn[] = [...options.given]
  const waiting = [...columns]
  const names = new Set<string>()
  const nodes: PatternNetwork['nodes'] = []
  const unsure = new Map(columns.map((column) => [column, entropyOf(column, rows)]))
  const known = new Map<string, { parents: NetworkColumn[]; value: number }>()
  const best = (column: NetworkColumn): { parents: NetworkColumn[]; value: number } => {
    if (column.functionOf) {
      const parents = column.functionOf.map(
        (name) => placed.find(({ parent }) => !parent.through && parent.column === name)!,
      )
      return { parents, value: Number.POSITIVE_INFINITY }
    }
    const key = nameOf(column)
    const entropy = unsure.get(column)!
    let found = known.get(key)
    if (placed.length === 0 || entropy === 0) return { parents: [], value: 0 }
    const ranked = placed
      .filter((one) => one.levelCount > 1)
      .map((one) => ({ one, value: telling(column, one) }))
      .sort((a, b) => b.value - a.value)
      .slice(0, candidates)
    const seen = ranked.map(({ one }) => nameOf(one)).join()
    const cached = known.get(`${key} ${seen}`)
    if (cached) return cached
    const [top] = ranked
    if (top === undefined || top.value < Math.max(0.001, entropy * 0.002)) found = { parents: [], value: 0 }
    else {
      found = { parents: [top.one], value: top.value }
      for (let i = 0; i < ranked.length; i++) {
        for (let j = i + 1; j < ranked.length; j++) {
          const [a, b] = [ranked[i]!.one, ranked[j]!.one]
          if (a.levelCount * b.levelCount * column.levelCount > mostCells) continue
          const value = information(column, a, b, rows)
          const needed = found.parents.length === 1 ? found.value + entropy * worthASecond : found.value
          if (value > needed) found = { parents: [a, b], value }
        }
      }
    }
    known.set(`${key} ${seen}`, found)
    return found
  }
  while (waiting.length > 0) {
    let chosen: { column: NetworkColumn; parents: NetworkColumn[]; value: number } | undefined
    for (const column of waiting) {
      if (column.after.some((name) => !names.has(name)) || column.functionOf?.some((name) => !names.has(name))) continue
      const { parents, value } = best(column)
      // The first one is that of which the others can be told best.
      const score =
        placed.length > 0
          ? value
          : columns.reduce((sum, other) => sum + (other === column ? 0 : telling(column, other)), 0)
      if (chosen === undefined || score > chosen.value) chosen = { column, parents, value: score }
    }
    const next = chosen ?? { column: waiting[0]!, parents: [], value: 0 }
    waiting.splice(waiting.indexOf(next.column), 1)
    placed.push(next.column)
    names.add(next.column.parent.column)
    nodes.push(nodeOf(next.column, next.parents, options))
  }
  return { nodes }
}

function nodeOf(
  column: NetworkColumn,
  parents: readonly NetworkColumn[],
  { rows, rareBelow }: NetworkOptions,
): PatternNetwork['nodes'][number] {
  const table: { when: number[]; weights: number[] }[] = [{ when: [], weights: weightsOf(column, rows) }]
  const [first, second] = parents
  // A row that stands for few would tell of them: what it stands for goes by the row that is less exact.
  if (first) table.push(...rowsOf(column, [first], rows, rareBelow))
  if (first && second) table.push(...rowsOf(column, [first, second], rows, rareBelow))
  return {
    column: column.parent.column,
    parents: parents.map(({ parent }) => parent),
    levels: column.levelCount,
    table,
    ...(column.functionOf ? { exact: true } : {}),
  }
}

function weightsOf({ levels, levelCount }: Leveled, rows: number): number[] {
  const weights = new Array<number>(levelCount).fill(0)
  for (let row = 0; row < rows; row++) if (levels[row]! >= 0) weights[levels[row]!]!++
  return trimmed(weights)
}

function rowsOf(
  column: Leveled,
  parents: readonly Leveled[],
  rows: number,
  rareBelow: number,
): { when: number[]; weights: number[] }[] {
  const [first, second] = parents
  const wide = second?.levelCount ?? 1
  const own = column.levelCount
  const counts = new Float64Array(first!.levelCount * wide * own)
  const totals = new Float64Array(first!.levelCount * wide)
  for (let row = 0; row < rows; row++) {
    const level = column.levels[row]!
    const left = first!.levels[row]!
    const right = second ? second.levels[row]! : 0
    if (level < 0 || left < 0 || right < 0) continue
    counts[(left * wide + right) * own + level]!++
    totals[left * wide + right]!++
  }
  const out: { when: number[]; weights: number[] }[] = []
  totals.forEach((total, config) => {
    if (total < rareBelow) return
    const when = second ? [Math.floor(config / wide), config % wide] : [config]
    out.push({ when, weights: trimmed(Array.from(counts.subarray(config * own, (config + 1) * own))) })
  })
  return out
}

/** Zeros at the end are left out. */
function trimmed(weights: number[]): number[] {
  let end = weights.length
  while (end > 1 && weights[end - 1] === 0) end--
  return weights.slice(0, end)
}

function spread(rows: number, most: number): Int32Array {
  const step = Math.max(1, rows / most)
  return Int32Array.from({ length: Math.min(rows, most) }, (_, i) => Math.floor(i * step))
}
