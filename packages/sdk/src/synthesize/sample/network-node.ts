import type { PatternNetwork } from '../data-patterns.ts'
import { type LevelTables, levelTables } from './level-tables.ts'

type Node = PatternNetwork['nodes'][number]

/** How many rows the less exact row of a table counts as beside the rows that were seen. */
const prior = 0.2

/** One column's levels given those of its parents, with or without some of them forbidden. */
export interface CompiledNode {
  readonly tables: LevelTables
  /** Which table goes with the parents' levels: first * width + second. */
  readonly tableOf: Int32Array
  readonly width: number
  /** Of each table: how much of it is allowed, beside the most that is of any. Absent where all is. */
  readonly allowed?: Float64Array | undefined
}

export function compileNode(node: Node, parentLevels: readonly number[], allow: Uint8Array | undefined): CompiledNode {
  const { levels, exact } = node
  const [first = 1, width = 1] = parentLevels
  const rows = new Map(node.table.map(({ when, weights }) => [when.join(), weights]))
  const known = new Map<string, Float64Array>()
  const distribution = (when: readonly number[]): Float64Array => {
    const key = when.join()
    let found = known.get(key)
    if (found) return found
    const own = rows.get(key)
    if (when.length === 0) found = shares(own ?? [1], levels)
    else {
      const wider = distribution(when.slice(0, -1))
      if (!own) found = wider
      else if (exact) found = shares(own, levels)
      else
        found = shares(
          Float64Array.from({ length: levels }, (_, i) => (own[i] ?? 0) + prior * wider[i]!),
          levels,
        )
    }
    known.set(key, found)
    return found
  }
  const all: Float64Array[] = []
  const places = new Map<Float64Array, number>()
  const tableOf = new Int32Array(first * width)
  for (let config = 0; config < tableOf.length; config++) {
    const when =
      parentLevels.length === 0
        ? []
        : parentLevels.length === 1
          ? [config]
          : [Math.floor(config / width), config % width]
    const found = distribution(when)
    let place = places.get(found)
    if (place === undefined) {
      place = all.length
      all.push(found)
      places.set(found, place)
    }
    tableOf[config] = place
  }
  if (!allow) return { tables: levelTables(all, levels), tableOf, width }
  const masked = all.map((weights) => weights.map((weight, level) => (allow[level] === 1 ? weight : 0)))
  const masses = Float64Array.from(masked, (weights) => weights.reduce((sum, weight) => sum + weight, 0))
  const most = masses.reduce((a, b) => Math.max(a, b), 0)
  return {
    tables: levelTables(masked, levels),
    tableOf,
    width,
    allowed: masses.map((mass) => (most > 0 ? mass / most : 0)),
  }
}

function shares(weights: ArrayLike<number>, levels: number): Float64Array {
  const out = new Float64Array(levels)
  let total = 0
  for (let i = 0; i < levels; i++) total += weights[i] ?? 0
  for (let i = 0; i < levels; i++) out[i] = total > 0 ? (weights[i] ?? 0) / total : i === 0 ? 1 : 0
  return out
}
