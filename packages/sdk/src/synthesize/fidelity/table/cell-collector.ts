import { valueReader } from '../../../formats/row-objects.ts'
import type { PickVector, Vector } from '../../../model/batch.ts'
import { formatTimestamp } from '../../../model/calendar.ts'
import type { Cells } from './cells.ts'
import { Growing } from './growing.ts'

export const MICROS_A_DAY = 86_400_000_000

/** Takes the vectors of a column, batch by batch. A column that was numbers and then is text becomes text as a whole. */
export class CellCollector {
  #length = 0
  /** Rows before the first value; what a column is shows with that. */
  #numbers: { readonly of: 'number' | 'time'; readonly values: Growing<Float64Array> } | undefined
  #words: { readonly codes: Growing<Int32Array>; readonly codeOf: Map<string, number> } | undefined
  #other: string | undefined

  get length(): number {
    return this.#length
  }

  /** Rows that have no such column. */
  addMissing(rows: number): void {
    for (let i = 0; i < rows; i++) {
      this.#numbers?.values.push(Number.NaN)
      this.#words?.codes.push(-1)
    }
    this.#length += rows
  }

  add(vector: Vector): void {
    if (allMissing(vector)) this.addMissing(vector.length)
    else this.#addPresent(vector)
  }

  #addPresent(vector: Vector): void {
    switch (vector.type) {
      case 'int':
      case 'float':
        this.#addNumbers('number', vector, vector.values, 1)
        break
      case 'decimal':
        this.#addNumbers('number', vector, vector.unscaled, 10 ** vector.scale)
        break
      case 'bigint':
        // Beyond 2^53 neighbours fall together, which no distribution shows.
        this.#addNumbers('number', vector, Float64Array.from(vector.values, Number), 1)
        break
      case 'date':
        this.#addNumbers('time', vector, vector.days, 1 / MICROS_A_DAY)
        break
      case 'timestamp':
        this.#addNumbers('time', vector, vector.micros, 1)
        break
      case 'time':
        this.#addNumbers('number', vector, vector.micros, 1)
        break
      case 'pick':
        this.#addPicks(vector)
        break
      case 'bool':
      case 'uuid':
      case 'text':
      case 'concat': {
        const read = valueReader(vector)
        this.#addWords(vector.length, (row) => {
          const value = read(row)
          return value === null ? undefined : String(value)
        })
        break
      }
      case 'json':
      case 'list':
      case 'bytes':
        this.#other = vector.type
        this.addMissing(vector.length)
    }
  }

  cells(): Cells {
    if (this.#other !== undefined) return { as: 'other', type: this.#other }
    if (this.#words !== undefined)
      return { as: 'words', codes: this.#words.codes.taken(), words: [...this.#words.codeOf.keys()] }
    const { of, values } = this.#asNumbers('number')
    return { as: 'numbers', of, values: values.taken() }
  }

  #addNumbers(of: 'number' | 'time', vector: Vector, values: ArrayLike<number>, divisor: number): void {
    if (this.#words !== undefined || (this.#numbers !== undefined && this.#numbers.of !== of)) {
      const wordAt = (row: number) => (vector.nulls?.[row] === 1 ? undefined : wordOf(of, values[row]! / divisor))
      this.#addWords(vector.length, wordAt)
      return
    }
    const { nulls, length } = vector
    const into = this.#asNumbers(of).values
    for (let row = 0; row < length; row++) into.push(nulls?.[row] === 1 ? Number.NaN : values[row]! / divisor)
    this.#length += length
  }

  #addPicks({ indices, dictionary, nulls, length }: PickVector): void {
    const { codes, codeOf } = this.#asWords()
    const known = new Int32Array(dictionary.words.length).fill(-1)
    for (let row = 0; row < length; row++) {
      if (nulls?.[row] === 1) {
        codes.push(-1)
        continue
      }
      const index = indices[row]!
      if (known[index] === -1) known[index] = intern(codeOf, dictionary.words[index]!)
      codes.push(known[index]!)
    }
    this.#length += length
  }

  #addWords(length: number, wordAt: (row: number) => string | undefined): void {
    const { codes, codeOf } = this.#asWords()
    for (let row = 0; row < length; row++) {
      const word = wordAt(row)
      codes.push(word === undefined ? -1 : intern(codeOf, word))
    }
    this.#length += length
  }

  #asNumbers(of: 'number' | 'time'): { readonly of: 'number' | 'time'; readonly values: Growing<Float64Array> } {
    if (this.#numbers === undefined) {
      this.#numbers = { of, values: new Growing((length) => new Float64Array(length)) }
      for (let i = 0; i < this.#length; i++) this.#numbers.values.push(Number.NaN)
    }
    return this.#numbers
  }

  #asWords(): { readonly codes: Growing<Int32Array>; readonly codeOf: Map<string, number> } {
    if (this.#words === undefined) {
      const words = { codes: new Growing((length) => new Int32Array(length)), codeOf: new Map<string, number>() }
      const before = this.#numbers
      const values = before?.values.taken()
      for (let row = 0; row < this.#length; row++) {
        const value = values?.[row]
        words.codes.push(
          before === undefined || value === undefined || Number.isNaN(value)
            ? -1
            : intern(words.codeOf, wordOf(before.of, value)),
        )
      }
      this.#numbers = undefined
      this.#words = words
    }
    return this.#words
  }
}

function allMissing({ nulls, length }: Vector): boolean {
  return nulls !== undefined && !nulls.subarray(0, length).includes(0)
}

function intern(codeOf: Map<string, number>, word: string): number {
  let code = codeOf.get(word)
  if (code === undefined) {
    code = codeOf.size
    codeOf.set(word, code)
  }
  return code
}

export function wordOf(of: 'number' | 'time', value: number): string {
  return of === 'number' ? String(value) : formatTimestamp(value, false)
}
