import type { Batch } from '../../model/batch.ts'
import { NULL, PASS, UNFIT } from '../columns/verdict.ts'
import type { Evaluation, EvaluationContext, Measured } from '../rule-kind.ts'
import { passing } from './entity-measure.ts'

/** Says of every row of a batch what the rule says: PASS, FAIL, NULL or UNFIT. What `verdicts` holds before means nothing. */
export type Judge = (batch: Batch, verdicts: Uint8Array, passes: Uint8Array | undefined) => void

export interface TallyText {
  /** Why nothing was considered though there are rows; `every value is null` where left out. */
  readonly nothing?: string | undefined
  /** Why a value can be unfit, such as `no value is a number`. */
  readonly unfit?: string | undefined
  /** Whether all rows of a batch pass, where that is seen without looking at them. */
  readonly allPass?: ((batch: Batch) => boolean) | undefined
  /** What was found to be in the way of evaluating at all. */
  readonly trouble?: (() => string | undefined) | undefined
}

/**
 * An evaluation of a rule that looks at every row for itself. Unfit values fail, unless there is no other value: then
 * the column is of another type, and nothing is evaluated.
 */
export function rowTally(
  { samples }: Pick<EvaluationContext, 'samples'>,
  judge: Judge,
  text: TallyText = {},
): Evaluation {
  const failing: number[] = []
  let verdicts = new Uint8Array(0)
  let rows = 0
  let looked = 0
  let failed = 0
  let nulls = 0
  let unfit = 0
  return {
    failing,
    add(batch, passes) {
      const { length, firstRow } = batch
      rows += length
      looked += passing(batch, passes)
      if (text.allPass?.(batch) === true) return
      if (verdicts.length < length) verdicts = new Uint8Array(length)
      judge(batch, verdicts, passes)
      for (let row = 0; row < length; row++) {
        const verdict = verdicts[row]
        if (verdict === PASS || (passes !== undefined && passes[row] === 0)) continue
        if (verdict === NULL) {
          nulls++
          continue
        }
        if (verdict === UNFIT) unfit++
        failed++
        if (failing.length < samples) failing.push(firstRow + row)
      }
    },
    end() {
      const trouble = text.trouble?.()
      if (trouble !== undefined) return notEvaluated(trouble)
      const considered = looked - nulls
      if (considered === 0) return notEvaluated(whyNothing(rows, looked, text.nothing))
      if (unfit === considered) return notEvaluated(text.unfit ?? 'every value is of another type')
      return { considered, failed, failedRows: failing }
    },
  }
}

export function whyNothing(rows: number, looked: number, nothing = 'every value is null'): string {
  if (rows === 0) return 'there are no rows'
  return looked === 0 ? 'no row is left by "where"' : nothing
}

export function notEvaluated(why: string): Measured {
  return { considered: 0, failed: 0, failedRows: [], notEvaluated: why }
}
