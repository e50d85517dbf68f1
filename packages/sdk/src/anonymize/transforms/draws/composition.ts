import type { MaskedBytes } from '../../transform.ts'
import type { LetterCase } from './letter-case.ts'
import type { PackedWords } from './packed-words.ts'

const MOST_PIECES = 8

/** A text in the making, in UTF-8: words of lists, in any case in the end, and ASCII between them that is in its case. */
export class Composition {
  /** Words by their list and index; ASCII by where it ends in `ascii`. */
  readonly #lists: (PackedWords | undefined)[] = new Array<undefined>(MOST_PIECES).fill(undefined)
  readonly #places = new Int32Array(MOST_PIECES)
  #count = 0
  #length = 0
  #caselessLength = 0
  #taken = 0
  readonly ascii: MaskedBytes = {
    bytes: new Uint8Array(64),
    at: 0,
    reserve(length) {
      if (this.at + length <= this.bytes.length) return
      const wider = new Uint8Array((this.at + length) * 2)
      wider.set(this.bytes)
      this.bytes = wider
    },
  }

  /** In bytes: at least as many as it has characters. */
  get length(): number {
    return this.#length
  }

  begin(): void {
    this.#count = 0
    this.#length = 0
    this.#caselessLength = 0
    this.#taken = 0
    this.ascii.at = 0
  }

  word(list: PackedWords, index: number): void {
    const length = list.length(index)
    if (length === 0) return
    this.#lists[this.#count] = list
    this.#places[this.#count++] = index
    this.#length += length
    this.#caselessLength += list.caselessLength(index)
  }

  /** The next piece is what was written to `ascii` since the last one of it. */
  takeAscii(): void {
    const { at } = this.ascii
    const length = at - this.#taken
    this.#lists[this.#count] = undefined
    this.#places[this.#count++] = at
    this.#taken = at
    this.#length += length
    this.#caselessLength += length
  }

  /** Whether it is, but for case, the text that stands here without case. */
  is(caseless: Uint8Array, length: number): boolean {
    if (this.#caselessLength !== length) return false
    let from = 0
    let at = 0
    for (let i = 0; i < this.#count; i++) {
      const list = this.#lists[i]
      const place = this.#places[i]!
      if (list !== undefined) {
        if (!list.isAt(place, caseless, at)) return false
        at += list.caselessLength(place)
        continue
      }
      for (; from < place; from++) if (smallOf(this.ascii.bytes[from]!) !== caseless[at++]) return false
    }
    return true
  }

  write(letterCase: LetterCase, out: MaskedBytes): void {
    const ascii = this.ascii.bytes
    let from = 0
    for (let i = 0; i < this.#count; i++) {
      const list = this.#lists[i]
      const place = this.#places[i]!
      if (list !== undefined) {
        list.write(place, letterCase, out)
        continue
      }
      out.reserve(place - from)
      const { bytes } = out
      let { at } = out
      while (from < place) bytes[at++] = ascii[from++]!
      out.at = at
    }
  }
}

function smallOf(byte: number): number {
  return byte >= 65 && byte <= 90 ? byte + 32 : byte
}
