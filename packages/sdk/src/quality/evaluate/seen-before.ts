import type { KeyColumn } from '../columns/key-column.ts'
import type { KeySet } from '../columns/key-set.ts'
import { FAIL, PASS } from '../columns/verdict.ts'

/** So many slots are on their way from memory at once. */
const ahead = 64

/** FAIL where an earlier row has the same key, `ofNull` where one of its columns is null; what "where" leaves out is no earlier row. */
export function judgeSeen(
  seen: KeySet,
  { low, high, nulls }: KeyColumn,
  passes: Uint8Array | undefined,
  ofNull: number,
  verdicts: Uint8Array,
): void {
  const { length } = low
  for (let from = 0; from < length; from += ahead) {
    const to = Math.min(length, from + ahead)
    // It is kept until the row itself is judged, as nobody would bring what is not used.
    verdicts[from] = seen.bringNear(low, high, from, to)
    for (let row = from; row < to; row++) {
      if (passes !== undefined && passes[row] === 0) verdicts[row] = PASS
      else if (nulls !== undefined && nulls[row] === 1) verdicts[row] = ofNull
      else verdicts[row] = seen.add(low[row]!, high[row]!) ? PASS : FAIL
    }
  }
}
