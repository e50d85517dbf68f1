import { caseless, fittingOrCut } from '../../../values/lists.ts'
import { finishBytes, type HashState, startOfHash } from '../../permute/keyed-hash.ts'
import { recentValues } from '../../permute/recent-values.ts'
import type { Mask, MaskedBytes, TransformContext } from '../../transform.ts'
import { CaselessBytes } from './caseless-bytes.ts'
import { OTHER_FORM } from './form-fallback.ts'
import { inCase, letterCaseOf } from './letter-case.ts'
import { type PackedWords, packedWords } from './packed-words.ts'
import { permutedMask } from './permuted-mask.ts'

/**
 * Masks a word by another one of a list, in the case of the value; equal words whatever their case get the same. In a column
 * that must stay distinct letters and digits are permuted instead. An empty text stays.
 */
export function wordMask(context: TransformContext, list: readonly string[], purpose = 'word'): Mask {
  const words = fittingOrCut(list, context.column.type.maxLength)
  if (context.column.unique || words.length < 2) return permutedMask(context.key, OTHER_FORM)
  const pick = new WordPick(words, context.key.words(purpose))
  return {
    value: (text) => pick.of(text),
    bytes: (input, start, end, out) => pick.bytes(input, start, end, out),
    inRows: { kind: 'recent' },
  }
}

const encoder = new TextEncoder()

class WordPick {
  readonly #words: readonly string[]
  readonly #packed: PackedWords
  readonly #start: HashState
  readonly #state: HashState = new Int32Array(8)
  readonly #hash = new Int32Array(2)
  readonly #read = new CaselessBytes()
  readonly #otherwise = recentValues((text) => this.of(text))

  constructor(words: readonly string[], key: Uint32Array) {
    this.#words = words
    this.#packed = packedWords(words)
    this.#start = startOfHash(key)
  }

  of(text: string): string {
    const trimmed = text.trim()
    if (trimmed === '') return text
    const plain = caseless(trimmed)
    const bytes = encoder.encode(plain)
    const index = this.#drawn(bytes, bytes.length)
    const other = caseless(this.#words[index]!) === plain ? this.#next(index) : index
    return inCase(this.#words[other]!, letterCaseOf(trimmed))
  }

  bytes(input: Uint8Array, start: number, end: number, out: MaskedBytes): void {
    const read = this.#read
    if (!read.take(input, start, end)) {
      this.#otherwise(input, start, end, out)
      return
    }
    const index = this.#drawn(read.bytes, read.length)
    const packed = this.#packed
    const isOwn = packed.caselessLength(index) === read.length && packed.isAt(index, read.bytes, 0)
    packed.write(isOwn ? this.#next(index) : index, read.letterCase, out)
  }

  #drawn(bytes: Uint8Array, length: number): number {
    this.#state.set(this.#start)
    finishBytes(this.#state, bytes, this.#hash, 0, length)
    const high = this.#hash[0]! >>> 0
    const low = this.#hash[1]! >>> 11
    return Math.floor(((high * 2097152 + low) / 9007199254740992) * this.#words.length)
  }

  #next(index: number): number {
    return (index + 1) % this.#words.length
  }
}
