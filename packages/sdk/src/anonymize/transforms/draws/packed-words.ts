import { caseless } from '../../../values/lists.ts'
import type { MaskedBytes } from '../../transform.ts'
import { inCase, type LetterCase } from './letter-case.ts'

const encoder = new TextEncoder()
const packed = new WeakMap<readonly string[], PackedWords>()

/** A list in UTF-8, each word in every case that a value may be in; built once per list and kept as long as the list is. */
export function packedWords(words: readonly string[]): PackedWords {
  let list = packed.get(words)
  if (list === undefined) {
    list = new PackedWords(words)
    packed.set(words, list)
  }
  return list
}

export class PackedWords {
  readonly size: number
  readonly #asItIs: Packed
  readonly #capitals: Packed
  readonly #small: Packed
  readonly #caseless: Packed

  constructor(words: readonly string[]) {
    this.size = words.length
    this.#asItIs = pack(words)
    this.#capitals = pack(words.map((word) => inCase(word, 'capitals')))
    this.#small = pack(words.map((word) => inCase(word, 'small')))
    this.#caseless = pack(words.map(caseless))
  }

  /** Of the word as the list has it, in bytes. */
  length(index: number): number {
    const { ends } = this.#asItIs
    return ends[index + 1]! - ends[index]!
  }

  caselessLength(index: number): number {
    const { ends } = this.#caseless
    return ends[index + 1]! - ends[index]!
  }

  /** Whether the word stands in `text` from `at` on, where both are without case. */
  isAt(index: number, text: Uint8Array, at: number): boolean {
    const { bytes, ends } = this.#caseless
    const end = ends[index + 1]!
    for (let from = ends[index]!, to = at; from < end; ) if (bytes[from++] !== text[to++]) return false
    return true
  }

  write(index: number, letterCase: LetterCase, out: MaskedBytes): void {
    const { bytes: words, ends } = this.#in(letterCase)
    const end = ends[index + 1]!
    let from = ends[index]!
    out.reserve(end - from)
    const { bytes } = out
    let to = out.at
    while (from < end) bytes[to++] = words[from++]!
    out.at = to
  }

  #in(letterCase: LetterCase): Packed {
    if (letterCase === 'as it is') return this.#asItIs
    return letterCase === 'capitals' ? this.#capitals : this.#small
  }
}

interface Packed {
  readonly bytes: Uint8Array
  /** Where each word ends, behind a 0. */
  readonly ends: Int32Array
}

function pack(words: readonly string[]): Packed {
  const ends = new Int32Array(words.length + 1)
  words.forEach((word, i) => {
    ends[i + 1] = ends[i]! + encoder.encode(word).length
  })
  return { bytes: encoder.encode(words.join('')), ends }
}
