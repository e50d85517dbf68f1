import { UnderstudyError } from '../../errors.ts'
import { patchVector, takeVector } from '../../generate/patch.ts'
import type { Vector } from '../../model/batch.ts'
import { mapFloat64 } from '../../random/map.ts'
import { type Rows, rowsAt } from '../../random/stream.ts'
import type { Condition } from './condition.ts'
import type { EntityDrawer, NodeSet } from './draw-entity.ts'

/** Rows of which `holds` are true and `fails` are not. */
export interface Wanted {
  readonly nodes: NodeSet
  readonly holds: readonly Condition[]
  readonly fails: readonly Condition[]
}

export interface DrawnRows {
  readonly vectors: Map<string, Vector>
  readonly levels: Map<string, Int32Array>
}

const mostAttempts = 4000

/**
 * Rows that meet conditions, as they would be found among all rows: each is drawn again, by its own number and attempt,
 * until it meets them. Levels that cannot are not drawn in the first place, and what that gains is weighed out.
 */
export function conditionalRows(drawer: EntityDrawer, rows: Rows, wanted: Wanted, entity: string): DrawnRows {
  const draw = (some: Rows): DrawnRows & { passes: Uint8Array } => {
    const { levels, keep } = drawer.levels(some, wanted.nodes)
    const vectors = drawer.values(some, levels)
    const passes = keep ?? new Uint8Array(some.length).fill(1)
    for (const condition of wanted.holds) {
      const holds = condition.holds(vectors, some.length)
      for (let i = 0; i < passes.length; i++) if (holds[i] === 0) passes[i] = 0
    }
    for (const condition of wanted.fails) {
      const holds = condition.holds(vectors, some.length)
      for (let i = 0; i < passes.length; i++) if (holds[i] === 1) passes[i] = 0
    }
    return { vectors, levels: new Map(levels), passes }
  }
  const { vectors, levels, passes } = draw(rows)
  if (wanted.holds.length === 0 && wanted.fails.length === 0) return { vectors, levels }
  let waiting = placesOf(passes, 0)
  for (let attempt = 1; waiting.length > 0; attempt++) {
    if (attempt > mostAttempts) throw tooRare(entity, wanted)
    const again = draw(
      rowsAt(
        mapFloat64(waiting, (place) => rows.numbers[place]!),
        rows.attempt + attempt,
      ),
    )
    const found = placesOf(again.passes, 1)
    if (found.length === 0) continue
    const places = found.map((i) => waiting[i]!)
    for (const [name, vector] of again.vectors)
      vectors.set(name, patchVector(vectors.get(name)!, places, takeVector(vector, found)))
    for (const [name, own] of again.levels) {
      const all = levels.get(name)!
      found.forEach((i, at) => {
        all[places[at]!] = own[i]!
      })
    }
    waiting = placesOf(again.passes, 0).map((i) => waiting[i]!)
  }
  return { vectors, levels }
}

function placesOf(passes: Uint8Array, value: 0 | 1): number[] {
  const places: number[] = []
  for (let i = 0; i < passes.length; i++) if (passes[i] === value) places.push(i)
  return places
}

function tooRare(entity: string, { holds, fails }: Wanted): UnderstudyError {
  const asked = [...holds.map(({ text }) => text), ...fails.map(({ text }) => `not (${text})`)].join(' and ')
  return new UnderstudyError('CONSTRAINT_UNSATISFIED', {
    operation: 'synthesize rows',
    at: entity,
    message: `in ${mostAttempts} attempts a row was none of which this is true: ${asked}`,
    hint: 'The patterns hold no such rows, or hardly any: ask for less, or learn of a sample that has them.',
  })
}
