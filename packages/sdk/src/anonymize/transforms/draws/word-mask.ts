import { caseless, fittingOrCut } from '../../../values/lists.ts'
import { finishBytes, type HashState, startOfHash } from '../../permute/keyed-hash.ts'
import { textOf, writeText } from '../../permute/recent-values.ts'
import type { Mask, MaskedBytes, TransformContext } from '../../transform.ts'
import { formFallback } from './form-fallback.ts'
import { inCase, type LetterCase, letterCaseOf } from './letter-case.ts'

/**
 * Masks a word by another one of a list, in the case of the value; equal words whatever their case get the same. In a column
 * that must stay distinct letters and digits are permuted instead. An empty text stays.
 */
export function wordMask(context: TransformContext, list: readonly string[], purpose = 'word'): Mask {
  const otherwise = formFallback(context.key)
  const words = fittingOrCut(list, context.column.type.maxLength)
  if (context.column.unique || words.length < 2) return { value: otherwise }
  const pick = new WordPick(words, context.key.words(purpose))
  const value = (text: string) => pick.of(text)
  return { value, bytes: (input, start, end, out) => pick.bytes(input, start, end, out) }
}

const cases: readonly LetterCase[] = ['as it is', 'capitals', 'small']
const encoder = new TextEncoder()

class WordPick {
  readonly #plain: readonly string[]
  readonly #texts: ReadonlyMap<LetterCase, readonly string[]>
  readonly #encoded: ReadonlyMap<LetterCase, readonly Uint8Array[]>
  readonly #start: HashState
  readonly #state: HashState = new Int32Array(8)
  readonly #hash = new Int32Array(2)
  #room = new Uint8Array(256)

  constructor(words: readonly string[], key: Uint32Array) {
    this.#plain = words.map(caseless)
    this.#texts = new Map(cases.map((letterCase) => [letterCase, words.map((word) => inCase(word, letterCase))]))
    this.#encoded = new Map(
      [...this.#texts].map(([letterCase, list]) => [letterCase, list.map((w) => encoder.encode(w))]),
    )
    this.#start = startOfHash(key)
  }

  of(text: string): string {
    const trimmed = text.trim()
    if (trimmed === '') return text
    const plain = caseless(trimmed)
    this.#reserve(plain.length * 3)
    const index = this.#index(encoder.encodeInto(plain, this.#room).written)
    const other = this.#plain[index] === plain ? (index + 1) % this.#plain.length : index
    return this.#texts.get(letterCaseOf(trimmed))![other]!
  }

  /** ASCII is masked in place; anything else by way of its text. */
  bytes(input: Uint8Array, start: number, end: number, out: MaskedBytes): void {
    const length = this.#takeAscii(input, start, end)
    if (length === 0) {
      writeText(this.of(textOf(input, start, end)), out)
      return
    }
    const index = this.#index(length)
    const other = this.#isRoom(this.#plain[index]!, length) ? (index + 1) % this.#plain.length : index
    write(this.#encoded.get(this.#case)![other]!, out)
  }

  #case: LetterCase = 'as it is'

  /** Copies what lies between spaces in small letters, and notes its case; 0 where it is not ASCII, or nothing. */
  #takeAscii(input: Uint8Array, start: number, end: number): number {
    while (start < end && isSpace(input[start]!)) start++
    while (end > start && isSpace(input[end - 1]!)) end--
    this.#reserve(end - start)
    let capitals = 0
    let small = 0
    for (let i = start; i < end; i++) {
      const byte = input[i]!
      if (byte > 127) return 0
      const isCapital = byte >= 65 && byte <= 90
      if (isCapital) capitals++
      else if (byte >= 97 && byte <= 122) small++
      this.#room[i - start] = isCapital ? byte + 32 : byte
    }
    this.#case = small === 0 ? (capitals > 1 ? 'capitals' : 'as it is') : capitals > 0 ? 'as it is' : 'small'
    return end - start
  }

  #index(length: number): number {
    this.#state.set(this.#start)
    finishBytes(this.#state, this.#room, this.#hash, 0, length)
    const [high = 0, low = 0] = this.#hash
    return Math.floor((((high >>> 0) * 2097152 + (low >>> 11)) / 9007199254740992) * this.#plain.length)
  }

  #isRoom(word: string, length: number): boolean {
    if (word.length !== length) return false
    for (let i = 0; i < length; i++) if (word.charCodeAt(i) !== this.#room[i]) return false
    return true
  }

  #reserve(length: number): void {
    if (length > this.#room.length) this.#room = new Uint8Array(length * 2)
  }
}

/** What `trim` takes away, so far as it is ASCII. */
function isSpace(byte: number): boolean {
  return byte === 32 || (byte >= 9 && byte <= 13)
}

function write(bytes: Uint8Array, out: MaskedBytes): void {
  out.reserve(bytes.length)
  out.bytes.set(bytes, out.at)
  out.at += bytes.length
}
