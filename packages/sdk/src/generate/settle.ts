import type { Vector } from '../model/batch.ts'
import { mapFloat64 } from '../random/map.ts'
import type { Rows } from '../random/stream.ts'
import { joinVectors, patchVector, takeVector } from './patch.ts'

/** One rule that a row must meet, and the fields that may be drawn again where it does not. */
export interface RowRule {
  readonly label: string
  readonly fields: readonly string[]
  /** Which of the rows break it. Unknown (null) counts as met, as in SQL. */
  broken(vectors: ReadonlyMap<string, Vector>, length: number): number[]
}

/** Rules that share fields stand and fall together; `redraw` makes fresh values of their free fields, derived ones included. */
export interface RuleGroup {
  readonly rules: readonly RowRule[]
  readonly free: readonly string[]
  redraw(rows: Rows, vectors: ReadonlyMap<string, Vector>): Map<string, Vector>
}

export interface Unsettled {
  readonly rule: RowRule
  readonly row: number
}

const MOST_ATTEMPTS = 400

/**
 * Draws rows that break a rule again until they meet it. An attempt's number is part of the path of its values, so what a
 * row settles on depends on that row alone, not on the rows that it is made with. Returns the first row that never did.
 */
export function settle(vectors: Map<string, Vector>, rows: Rows, group: RuleGroup): Unsettled | undefined {
  let places = brokenPlaces(group, vectors, rows.length)
  if (places.length === 0) return undefined
  const settledPlaces: number[] = []
  const settled = new Map<string, Vector[]>()

  for (let attempt = 1; places.length > 0; attempt++) {
    if (attempt > MOST_ATTEMPTS || group.free.length === 0) return stuck(group, vectors, rows, places[0]!)
    const numbers = mapFloat64(places, (place) => rows.numbers[place]!)
    const around = new Map([...vectors].map(([name, vector]) => [name, takeVector(vector, places)]))
    const drawn = group.redraw({ numbers, length: places.length, attempt }, around)
    const fresh = new Map([...around, ...drawn])
    const still = new Set(brokenPlaces(group, fresh, places.length))
    const good = places.flatMap((_, i) => (still.has(i) ? [] : [i]))
    settledPlaces.push(...good.map((i) => places[i]!))
    for (const [name, vector] of drawn) settled.set(name, [...(settled.get(name) ?? []), takeVector(vector, good)])
    places = places.filter((_, i) => still.has(i))
  }
  for (const [name, parts] of settled) {
    const [first, ...rest] = parts
    if (first) vectors.set(name, patchVector(vectors.get(name)!, settledPlaces, joinVectors([first, ...rest])))
  }
  return undefined
}

function brokenPlaces(group: RuleGroup, vectors: ReadonlyMap<string, Vector>, length: number): number[] {
  const broken = new Set(group.rules.flatMap((rule) => rule.broken(vectors, length)))
  return [...broken].sort((a, b) => a - b)
}

function stuck(group: RuleGroup, vectors: ReadonlyMap<string, Vector>, rows: Rows, place: number): Unsettled {
  const rule = group.rules.find((one) => one.broken(vectors, rows.length).includes(place)) ?? group.rules[0]!
  return { rule, row: rows.numbers[place]! }
}
