import { byteCellsOf } from '../../formats/byte-cells.ts'
import type { Vector } from '../../model/batch.ts'
import type { RuleScalar } from '../rule-parts.ts'
import { hashColumn, hashText } from './hash-column.ts'
import { KeySet } from './key-set.ts'
import { numberColumn } from './number-column.ts'
import { textColumn } from './text-column.ts'
import { FAIL, NULL, PASS } from './verdict.ts'

/**
 * Whether the values of a column are among those of a rule. Where all of these are numbers, so are the values: 1.50 is
 * 1.5, and a text that is no number is not among them. Else texts are compared, in their canonical form.
 */
export class ValueSet {
  readonly #numbers: ReadonlySet<number> | undefined
  readonly #texts: ReadonlySet<string>
  /** Of the same texts: what stands in bytes is found without a string being made of it. */
  readonly #keys = new KeySet()

  constructor(values: readonly RuleScalar[]) {
    const numbers = values.filter((value) => typeof value === 'number')
    this.#numbers = numbers.length === values.length ? new Set(numbers) : undefined
    this.#texts = new Set(values.map(String))
    const key = { low: new Int32Array(1), high: new Int32Array(1) }
    for (const text of this.#texts) {
      hashText(text, key, 0)
      this.#keys.add(key.low[0]!, key.high[0]!)
    }
  }

  /** `verdicts` becomes `inside` where the value is among them, `outside` where not, and NULL. */
  judge(vector: Vector, verdicts: Uint8Array, negated: boolean): void {
    const inside = negated ? FAIL : PASS
    const outside = negated ? PASS : FAIL
    if (this.#numbers !== undefined) this.#judgeNumbers(vector, this.#numbers, verdicts, inside, outside)
    else this.#judgeTexts(vector, verdicts, inside, outside)
  }

  #judgeNumbers(
    vector: Vector,
    numbers: ReadonlySet<number>,
    verdicts: Uint8Array,
    inside: number,
    outside: number,
  ): void {
    const { values, marks } = numberColumn(vector)
    for (let row = 0; row < vector.length; row++) {
      const mark = marks[row]!
      if (mark === PASS) verdicts[row] = numbers.has(values[row]!) ? inside : outside
      else verdicts[row] = mark === FAIL ? outside : mark
    }
  }

  #judgeTexts(vector: Vector, verdicts: Uint8Array, inside: number, outside: number): void {
    const { nulls } = vector
    const texts = this.#texts
    if (byteCellsOf(vector) !== undefined) {
      const { low, high } = hashColumn(vector)
      for (let row = 0; row < vector.length; row++) {
        verdicts[row] = this.#keys.has(low[row]!, high[row]!) ? inside : outside
      }
      if (nulls !== undefined) for (let row = 0; row < vector.length; row++) if (nulls[row] === 1) verdicts[row] = NULL
      return
    }
    const { words, indices } = textColumn(vector)
    if (vector.type === 'pick' && indices !== undefined && words.length < vector.length) {
      const ofWord = Uint8Array.from(words, (word) => (texts.has(word) ? inside : outside))
      for (let row = 0; row < vector.length; row++) verdicts[row] = ofWord[indices[row]!]!
    } else {
      for (let row = 0; row < vector.length; row++) {
        verdicts[row] = texts.has(words[indices === undefined ? row : indices[row]!]!) ? inside : outside
      }
    }
    if (nulls !== undefined) for (let row = 0; row < vector.length; row++) if (nulls[row] === 1) verdicts[row] = NULL
  }
}
