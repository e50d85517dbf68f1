import { type ByteCells, byteCellsOf } from '../../formats/byte-cells.ts'
import type { CellsInstance } from '../../formats/cells-instance.ts'
import { marks } from '../../formats/cells-module.ts'
import type { Batch, Dictionary, Vector } from '../../model/batch.ts'
import type { PatternMatcher } from '../../model/pattern/pattern-matcher.ts'
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
  ofBytes?: PatternOfBytes,
): Evaluation {
  let dictionary: Dictionary | undefined
  let wordVerdicts = new Uint8Array(0)
  return rowTally(context, (batch, verdicts) => {
    const vector = vectorIn(batch)
    const { length, nulls } = vector
    const cells = ofBytes && byteCellsOf(vector)
    if (ofBytes !== undefined && cells !== undefined) {
      if (cells.instance === undefined) judgeCells(cells, ofBytes, verdicts)
      else judgeAtOnce(cells, cells.instance, ofBytes, verdicts.subarray(0, length))
      return
    }
    if (vector.type === 'pick') {
      if (dictionary !== vector.dictionary) {
        dictionary = vector.dictionary
        wordVerdicts = wordsJudged(dictionary, holds, ofBytes)
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

/** The same of the text that stands in bytes: a pattern is found in it, or is not. */
interface PatternOfBytes {
  readonly matcher: PatternMatcher
  readonly not: boolean
}

function judgeCells(
  { bytes, starts, ends, stride, column, length }: ByteCells,
  { matcher, not }: PatternOfBytes,
  verdicts: Uint8Array,
): void {
  for (let row = 0, cell = column; row < length; row++, cell += stride) {
    const start = starts[cell]!
    if (start < 0) verdicts[row] = NULL
    else verdicts[row] = matcher.matchesBytes(bytes, start, ends[cell]!) !== not ? PASS : FAIL
  }
}

/** What the machine does not know by now, of characters beyond ASCII for one, is asked of the matcher. */
function judgeAtOnce(
  { bytes, starts, ends, stride, column, length }: ByteCells,
  instance: CellsInstance,
  { matcher, not }: PatternOfBytes,
  verdicts: Uint8Array,
): void {
  const { table, endings } = matcher.machine
  instance.table.set(table)
  for (let state = 0; state < endings.length; state++) {
    const ending = endings[state]!
    instance.verdicts[state] = ending === 'unknown' ? marks.unknown : (ending === 'match') !== not ? PASS : FAIL
  }
  instance.functions.match(column, stride, length)
  verdicts.set(instance.marks.subarray(0, length))
  for (let row = verdicts.indexOf(marks.unknown); row >= 0; row = verdicts.indexOf(marks.unknown, row + 1)) {
    const cell = row * stride + column
    verdicts[row] = matcher.matchesBytes(bytes, starts[cell]!, ends[cell]!) !== not ? PASS : FAIL
  }
}

function wordsJudged(
  dictionary: Dictionary,
  holds: (text: string) => boolean,
  ofBytes: PatternOfBytes | undefined,
): Uint8Array<ArrayBuffer> {
  const { bytes, offsets } = dictionary
  const length = offsets.length - 1
  const verdicts = new Uint8Array(length)
  if (ofBytes === undefined) {
    const { words } = dictionary
    for (let word = 0; word < length; word++) verdicts[word] = holds(words[word]!) ? PASS : FAIL
  } else {
    for (let word = 0; word < length; word++) {
      const matches = ofBytes.matcher.matchesBytes(bytes, offsets[word]!, offsets[word + 1]!)
      verdicts[word] = matches !== ofBytes.not ? PASS : FAIL
    }
  }
  return verdicts
}
