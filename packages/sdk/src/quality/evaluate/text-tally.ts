import { type ByteCells, byteCellsOf } from '../../formats/byte-cells.ts'
import type { Batch, Dictionary, Vector } from '../../model/batch.ts'
import { textColumn } from '../columns/text-column.ts'
import { FAIL, NULL, PASS } from '../columns/verdict.ts'
import type { Evaluation, EvaluationContext } from '../rule-kind.ts'
import { rowTally } from './row-tally.ts'

/**
 * An evaluation of a rule about the text of one column. Each word of a dictionary is looked at once, in its bytes where
 * the rule can read those: then no string is made of it.
 */
export function textTally(
  context: EvaluationContext,
  vectorIn: (batch: Batch) => Vector,
  holds: (text: string) => boolean,
  bytesHold?: BytesHold,
): Evaluation {
  let dictionary: Dictionary | undefined
  let wordVerdicts = new Uint8Array(0)
  return rowTally(context, (batch, verdicts) => {
    const vector = vectorIn(batch)
    const { length, nulls } = vector
    const cells = bytesHold && byteCellsOf(vector)
    if (bytesHold !== undefined && cells !== undefined) {
      judgeCells(cells, bytesHold, verdicts)
      return
    }
    if (vector.type === 'pick') {
      if (dictionary !== vector.dictionary) {
        dictionary = vector.dictionary
        wordVerdicts = wordsJudged(dictionary, holds, bytesHold)
      }
      const { indices } = vector
      for (let row = 0; row < length; row++) verdicts[row] = wordVerdicts[indices[row]!]!
      if (nulls !== undefined) for (let row = 0; row < length; row++) if (nulls[row] === 1) verdicts[row] = NULL
      return
    }
    const { words } = textColumn(vector)
    for (let row = 0; row < length; row++) {
      if (nulls !== undefined && nulls[row] === 1) verdicts[row] = NULL
      else verdicts[row] = holds(words[row]!) ? PASS : FAIL
    }
  })
}

/** The same of the text that stands in bytes. */
type BytesHold = (bytes: Uint8Array, start: number, end: number) => boolean

function judgeCells(
  { bytes, starts, ends, stride, column, length }: ByteCells,
  holds: BytesHold,
  verdicts: Uint8Array,
): void {
  for (let row = 0, cell = column; row < length; row++, cell += stride) {
    const start = starts[cell]!
    if (start < 0) verdicts[row] = NULL
    else verdicts[row] = holds(bytes, start, ends[cell]!) ? PASS : FAIL
  }
}

function wordsJudged(
  dictionary: Dictionary,
  holds: (text: string) => boolean,
  bytesHold: BytesHold | undefined,
): Uint8Array<ArrayBuffer> {
  const { bytes, offsets } = dictionary
  const length = offsets.length - 1
  const verdicts = new Uint8Array(length)
  if (bytesHold === undefined) {
    const { words } = dictionary
    for (let word = 0; word < length; word++) verdicts[word] = holds(words[word]!) ? PASS : FAIL
  } else {
    for (let word = 0; word < length; word++) {
      verdicts[word] = bytesHold(bytes, offsets[word]!, offsets[word + 1]!) ? PASS : FAIL
    }
  }
  return verdicts
}
