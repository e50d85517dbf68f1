import { UnderstudyError } from '../../errors.ts'
import type { Batch } from '../../model/batch.ts'
import { keyColumn } from '../../quality/columns/key-column.ts'
import { KeySet } from '../../quality/columns/key-set.ts'
import { mapFloat64 } from '../../random/map.ts'
import { type Rows, rowRange, rowsAt } from '../../random/stream.ts'

const atOnce = 4096
const mostTries = 1000
/** Conditions draw a row up to 4,000 times: tries lie farther apart. */
const apart = 4096

export interface DistinctWish {
  readonly entity: string
  readonly rows: number
  /** Combinations of columns that no two rows have, but for those with a null. */
  readonly sets: readonly (readonly string[])[]
  /** At least the columns of the sets. */
  draw(rows: Rows): Batch
}

/**
 * At which attempt the rows are drawn that would have a combination that an earlier row has; all others are drawn at the
 * first. All rows are looked at once, in order, so that whoever makes any of them knows the same. Memory is 8 bytes a slot
 * of a set of all combinations, and an entry for each row that is drawn again.
 */
export function distinctAttempts({ entity, rows, sets, draw }: DistinctWish): ReadonlyMap<number, number> {
  const attempts = new Map<number, number>()
  const seen = sets.map(() => new KeySet())
  for (let first = 0; first < rows; first += atOnce) {
    let waiting = rowRange(first, Math.min(atOnce, rows - first)).numbers
    for (let tries = 0; waiting.length > 0; tries++) {
      if (tries > mostTries) throw noneLeft(entity, sets, waiting[0]! + 1)
      const batch = draw(rowsAt(waiting, tries * apart))
      const keys = sets.map((set) => keyColumn(batch, set))
      const again: number[] = []
      for (let row = 0; row < batch.length; row++) {
        const isNew = keys.every(
          ({ low, high, nulls }, at) => nulls?.[row] === 1 || !seen[at]!.has(low[row]!, high[row]!),
        )
        if (!isNew) {
          again.push(waiting[row]!)
          continue
        }
        keys.forEach(({ low, high, nulls }, at) => {
          if (nulls?.[row] !== 1) seen[at]!.add(low[row]!, high[row]!)
        })
        if (tries > 0) attempts.set(waiting[row]!, tries * apart)
      }
      waiting = mapFloat64(again, (number) => number)
    }
  }
  return attempts
}

function noneLeft(entity: string, sets: DistinctWish['sets'], row: number): UnderstudyError {
  const said = sets.map((set) => `(${set.join(', ')})`).join(' and ')
  return new UnderstudyError('CONSTRAINT_UNSATISFIED', {
    operation: 'synthesize rows',
    at: entity,
    message: `rows of ${entity} are to be unique in ${said}: in ${mostTries} attempts at row ${row} there was no combination that none before has`,
    hint: 'Ask for fewer rows, or of its parents for more; or take the set out of "uniqueTogether" of the patterns.',
  })
}
