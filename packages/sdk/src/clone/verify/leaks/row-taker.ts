import type { ValueForm } from '../../../anonymize/value-form.ts'
import type { Hash } from './byte-hash.ts'
import { lineWords } from './hash-numbers.ts'
import type { MaskedColumn } from './leak-columns.ts'
import type { LeaksInstance } from './leaks-instance.ts'
import {
  field,
  kinds,
  memoryPlaces as place,
  reasons,
  record,
  room,
  says,
  sieve,
  tells,
  where,
} from './leaks-module.ts'
import { sayingOf } from './says-something.ts'

/** What is done with the fields of a row behind those of its token. */
export type FieldUse =
  | { readonly kind: 'original'; readonly column: MaskedColumn }
  | { readonly kind: 'masked'; readonly counted: Counted }
  | { readonly kind: 'text'; readonly number: number }

/** Values of a masked column that say something. */
export interface Counted {
  readonly form: ValueForm | undefined
  /** By which they are known when they are asked for. */
  readonly number: number
  count: number
}

/** Records of whole numbers, one behind the other; valid during the call. */
export type OnRecords = (records: Uint32Array) => void

export interface RowsTaken {
  /** What the hashes of its rows begin with. */
  readonly seed: Hash
  /** How many fields are of the token. */
  readonly width: number
  /** Of a source all of them are of originals, and of a target none. */
  readonly side: 'source' | 'target'
  readonly uses: readonly FieldUse[]
  /** What is kept of a source; of a target, what the sieves of that do not hold back. */
  readonly onPairs: OnRecords
  readonly onRuns: OnRecords
}

/** Takes rows of a binary COPY in WebAssembly: what SourceReader and TargetReader do with each of them, many at a time. */
export class RowTaker implements Disposable {
  readonly #instance: LeaksInstance
  readonly #place: LeaksInstance['free'][number]
  readonly #taken: RowsTaken
  readonly #pairs: Uint32Array
  readonly #told: Uint32Array

  /** Undefined where there is no room for more rows, or what is done with them is left to JavaScript. */
  static make(instance: LeaksInstance | undefined, taken: RowsTaken): RowTaker | undefined {
    const isTold = (use: FieldUse) => use.kind !== 'original' || use.column.told !== 'elements'
    if (taken.width + taken.uses.length > room.fields || !taken.uses.every(isTold)) return undefined
    const place = instance?.free.pop()
    return instance && place && new RowTaker(instance, place, taken)
  }

  private constructor(instance: LeaksInstance, own: LeaksInstance['free'][number], taken: RowsTaken) {
    this.#instance = instance
    this.#place = own
    this.#taken = taken
    const { buffer } = instance.view
    this.#pairs = new Uint32Array(buffer, place.pairs, room.pairs / 4)
    this.#told = new Uint32Array(buffer, place.told, room.told / 4)
    for (const [at, use] of taken.uses.entries()) this.#write(at, use)
  }

  /** What is in it is taken. */
  get rows(): Buffer {
    return this.#place.rows
  }

  /** Of whole rows as many as there are between; answers behind them. */
  take(from: number, end: number): number {
    const { functions, view } = this.#instance
    const { at: first, fields } = this.#place
    const { seed, width, side, uses, onPairs, onRuns } = this.#taken
    const [pairSize, runSize] =
      side === 'source' ? [4 * record.original, 4 * record.told] : [4 * record.masked, 4 * record.text]
    for (let at = first + from; ; ) {
      this.#put('pairs', place.pairs)
      this.#put('told', place.told)
      const reason = functions.rows(at, first + end, fields, width + uses.length, width, seed.high, seed.low + width)
      const pairs = this.#sieve(place.pairs, this.#got('pairs'), pairSize, place.sievedPairs, sieve.pairs)
      const runs = this.#sieve(place.told, this.#got('told'), runSize, place.sievedRuns, sieve.runs)
      if (pairs > 0) onPairs(this.#pairs.subarray(0, pairs))
      if (runs > 0) onRuns(this.#told.subarray(0, runs))
      at = view.getInt32(place.where + where.at, true)
      if (reason === reasons.done) {
        this.#count()
        return at - first
      }
    }
  }

  [Symbol.dispose](): void {
    this.#instance.free.push(this.#place)
  }

  /** How many words the records have that are left. */
  #sieve(at: number, end: number, size: number, words: number, room: number): number {
    const { functions } = this.#instance
    const lines = room / lineWords
    if (this.#taken.side === 'target') return (functions.sift(at, end, size, words, lines) - at) / 4
    functions.sieve(at, end, size, words, lines)
    return (end - at) / 4
  }

  #write(at: number, use: FieldUse): void {
    const put = (name: keyof Omit<typeof field, 'size'>, value: number) =>
      this.#instance.view.setInt32(this.#place.fields + at * field.size + field[name], value, true)
    put('kind', kinds[use.kind])
    put('count', 0)
    switch (use.kind) {
      case 'original':
        put('says', says[sayingOf(use.column.form)])
        put('tells', tells[use.column.told === undefined ? 'nothing' : use.column.wordsTell ? 'weak' : 'strong'])
        break
      case 'masked':
        put('says', says[sayingOf(use.counted.form)])
        put('number', use.counted.number)
        break
      case 'text':
        put('number', use.number)
    }
  }

  /** Taken over at once: it has 32 bits there. */
  #count(): void {
    const { view } = this.#instance
    for (const [i, use] of this.#taken.uses.entries()) {
      if (use.kind !== 'masked') continue
      const at = this.#place.fields + i * field.size
      use.counted.count += view.getUint32(at + field.count, true)
      view.setUint32(at + field.count, 0, true)
    }
  }

  #put(name: keyof typeof where, value: number): void {
    this.#instance.view.setInt32(place.where + where[name], value, true)
  }

  #got(name: keyof typeof where): number {
    return this.#instance.view.getInt32(place.where + where[name], true)
  }
}
