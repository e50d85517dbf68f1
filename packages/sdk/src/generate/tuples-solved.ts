import { UnderstudyError } from '../errors.ts'
import { below } from '../random/draw.ts'
import { mapFloat64 } from '../random/map.ts'
import { type Rows, type Stream, substream, word } from '../random/stream.ts'
import { type Choose, exceeded, type Slot, type UniqueSet } from './unique-set.ts'

const MOST_ROWS = 5_000_000
const MOST_ATTEMPTS = 2_000

/**
 * Unique constraints that overlap in a way no formula covers, such as (a, b), (b, c) and (a, c): all rows are chosen
 * once, in order, each drawing until no constraint objects. This alone keeps a memory, of one number a row and constraint.
 */
export function solveTuples(
  entity: string,
  stream: Stream,
  rows: number,
  sets: readonly UniqueSet[],
): Map<Slot, Choose> {
  const slots = [...new Set(sets.flatMap((set) => set.slots))]
  if (rows > MOST_ROWS) throw unsolved(entity, sets, `more than ${MOST_ROWS} rows`)
  for (const set of sets) {
    const capacity = set.slots.reduce((product, slot) => product * slot.capacity, 1)
    if (capacity < rows) throw exceeded(entity, set.label, rows, capacity)
  }
  const streams = slots.map((slot) => substream(stream, 'solved', slot.name))
  const table = slots.map(() => new Float64Array(rows))
  const used = sets.map(() => new Set<string>())
  const positions = sets.map((set) => set.slots.map((slot) => slots.indexOf(slot)))
  const dealt = slots.map((slot) => slot.dealt?.locate(Float64Array.from({ length: rows }, (_, i) => i)).parents)

  for (let row = 0; row < rows; row++) {
    let attempt = 0
    for (; attempt < MOST_ATTEMPTS; attempt++) {
      slots.forEach((slot, s) => {
        table[s]![row] = dealt[s]?.[row] ?? below(word(streams[s]!, row, 0, attempt), Math.min(slot.capacity, 2 ** 32))
      })
      const keys = positions.map((at) => at.map((s) => table[s]![row]).join(','))
      if (keys.every((key, i) => !used[i]!.has(key))) {
        keys.forEach((key, i) => {
          used[i]!.add(key)
        })
        break
      }
    }
    if (attempt === MOST_ATTEMPTS) throw unsolved(entity, sets, `only ${row} of ${rows} rows found a place`)
  }
  return new Map(
    slots.flatMap((slot, s) =>
      slot.dealt ? [] : [[slot, ({ numbers }: Rows) => mapFloat64(numbers, (row) => table[s]![row]!)] as const],
    ),
  )
}

function unsolved(entity: string, sets: readonly UniqueSet[], why: string): UnderstudyError {
  const labels = sets.map((set) => set.label).join('; ')
  return new UnderstudyError('CAPACITY_EXCEEDED', {
    operation: 'plan rows',
    at: entity,
    message: `${entity}: the overlapping unique constraints (${labels}) could not be met together: ${why}`,
    hint: `Ask for fewer rows of ${entity}, or for more rows of the entities that it points at.`,
    details: { entity, constraints: sets.map((set) => set.label), rows: why },
  })
}
