import type { Batch, Dictionary, Vector } from '../../model/batch.ts'
import { textColumn } from '../columns/text-column.ts'
import { FAIL, NULL, PASS } from '../columns/verdict.ts'
import type { Evaluation, EvaluationContext } from '../rule-kind.ts'
import { rowTally } from './row-tally.ts'

/** An evaluation of a rule about the text of one column. Each word of a dictionary is looked at once. */
export function textTally(
  context: EvaluationContext,
  vectorIn: (batch: Batch) => Vector,
  holds: (text: string) => boolean,
): Evaluation {
  let dictionary: Dictionary | undefined
  let wordVerdicts = new Uint8Array(0)
  return rowTally(context, (batch, verdicts) => {
    const vector = vectorIn(batch)
    const { length, nulls } = vector
    const { words, indices } = textColumn(vector)
    if (vector.type === 'pick' && indices !== undefined && words.length <= 4 * length) {
      if (dictionary !== vector.dictionary) {
        dictionary = vector.dictionary
        wordVerdicts = Uint8Array.from(words, (word) => (holds(word) ? PASS : FAIL))
      }
      for (let row = 0; row < length; row++) verdicts[row] = wordVerdicts[indices[row]!]!
      if (nulls !== undefined) for (let row = 0; row < length; row++) if (nulls[row] === 1) verdicts[row] = NULL
      return
    }
    for (let row = 0; row < length; row++) {
      if (nulls !== undefined && nulls[row] === 1) verdicts[row] = NULL
      else verdicts[row] = holds(words[indices === undefined ? row : indices[row]!]!) ? PASS : FAIL
    }
  })
}
