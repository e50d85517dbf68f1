import type { Dictionary } from '../model/batch.ts'
import { ByteSink, padded, writeAll } from './byte-sink.ts'

/** What becomes of a UTF-16 surrogate without its other half, which UTF-8 cannot hold. */
type LoneSurrogates = 'replace' | 'escape' | 'special'

interface TextRules {
  /** ASCII characters and what is written for them. */
  readonly replace?: Readonly<Record<string, string>>
  /** ASCII characters that make a text special: it is then written by `special`, whole. */
  readonly specialCharacters?: string
  readonly emptyIsSpecial?: boolean
  /** Whether U+FFFE and U+FFFF make a text special. */
  readonly nonCharactersAreSpecial?: boolean
  readonly loneSurrogates?: LoneSurrogates
  /** Stand around a text that is not special. */
  readonly open?: string
  readonly close?: string
  /** Writes a special text with all that stands around it. */
  readonly special?: (sink: ByteSink, position: number, text: string) => number
  /** Changes a text before anything else happens to it. */
  readonly prepare?: (text: string) => string
  /** Whether a dictionary's word to call itself plain is enough; false where a plain character has a meaning. */
  readonly trustsPlain?: boolean
}

/** How one format writes text: one pass over a text decides and writes. */
export interface TextStyle {
  readonly open: Uint8Array
  readonly close: Uint8Array
  /** By ASCII code: 0 copies it, SPECIAL gives up, anything else is 1 + its index in `replacements`. */
  readonly classes: Uint8Array
  readonly replacements: readonly Uint8Array[]
  readonly loneSurrogates: LoneSurrogates
  readonly nonCharactersAreSpecial: boolean
  readonly emptyIsSpecial: boolean
  readonly canBeSpecial: boolean
  readonly trustsPlain: boolean
  readonly special: (sink: ByteSink, position: number, text: string) => number
  readonly prepare: ((text: string) => string) | undefined
  readonly words: WeakMap<Dictionary, StyledWords>
}

/** The words of a dictionary as a style writes them. */
interface StyledWords {
  /** Inside `open` and `close`; of a special word, nothing. */
  readonly inner: PackedWords
  /** 1 where the word is special; absent where none is. */
  readonly specials: Uint8Array | undefined
  readonly canBeEmpty: boolean
}

export interface PackedWords {
  /** Word i is bytes offsets[i] to offsets[i + 1], to be copied by `copyWords`. */
  readonly bytes: DataView
  readonly offsets: Uint32Array
  readonly longest: number
}

const SPECIAL = 255

/** Bytes that one UTF-16 code unit takes at most, escaped in any style. */
export const BYTES_A_CHARACTER = 6

const utf8 = new TextEncoder()

export function textStyle(rules: TextRules): TextStyle {
  const classes = new Uint8Array(128)
  const replacements: Uint8Array[] = []
  for (const [character, replacement] of Object.entries(rules.replace ?? {})) {
    replacements.push(utf8.encode(replacement))
    classes[character.charCodeAt(0)] = replacements.length
  }
  for (const character of rules.specialCharacters ?? '') classes[character.charCodeAt(0)] = SPECIAL
  const special = rules.special
  return {
    open: utf8.encode(rules.open ?? ''),
    close: utf8.encode(rules.close ?? ''),
    classes,
    replacements,
    loneSurrogates: rules.loneSurrogates ?? 'replace',
    nonCharactersAreSpecial: rules.nonCharactersAreSpecial ?? false,
    emptyIsSpecial: rules.emptyIsSpecial ?? false,
    canBeSpecial: special !== undefined,
    trustsPlain: rules.trustsPlain ?? true,
    special: special ?? ((_sink, position) => position),
    prepare: rules.prepare,
    words: new WeakMap(),
  }
}

/**
 * Writes what stands between `open` and `close`, for which BYTES_A_CHARACTER a character are reserved already.
 * Negative where the text is special; then nothing is written.
 */
export function writeInner(style: TextStyle, bytes: Uint8Array, position: number, text: string): number {
  const classes = style.classes
  const length = text.length
  let at = position
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i)
    if (code >= 128 || classes[code] !== 0) return writeRest(style, bytes, at, text, i)
    bytes[at++] = code
  }
  return at
}

function writeRest(style: TextStyle, bytes: Uint8Array, position: number, text: string, from: number): number {
  const classes = style.classes
  const length = text.length
  let at = position
  for (let i = from; i < length; i++) {
    const code = text.charCodeAt(i)
    if (code < 128) {
      const kind = classes[code]!
      if (kind === 0) bytes[at++] = code
      else if (kind === SPECIAL) return -1
      else at = writeAll(bytes, at, style.replacements[kind - 1]!)
    } else if (code < 0x800) {
      bytes[at++] = 0xc0 | (code >> 6)
      bytes[at++] = 0x80 | (code & 63)
    } else if (code < 0xd800 || code > 0xdfff) {
      if (code >= 0xfffe && style.nonCharactersAreSpecial) return -1
      at = writeThree(bytes, at, code)
    } else {
      const low = code < 0xdc00 && i + 1 < length ? text.charCodeAt(i + 1) : 0
      if (low >= 0xdc00 && low <= 0xdfff) {
        const point = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00)
        bytes[at++] = 0xf0 | (point >> 18)
        bytes[at++] = 0x80 | ((point >> 12) & 63)
        bytes[at++] = 0x80 | ((point >> 6) & 63)
        bytes[at++] = 0x80 | (point & 63)
        i++
      } else if (style.loneSurrogates === 'replace') at = writeThree(bytes, at, 0xfffd)
      else if (style.loneSurrogates === 'special') return -1
      else at = writeAll(bytes, at, utf8.encode(`\\u${code.toString(16)}`))
    }
  }
  return at
}

function writeThree(bytes: Uint8Array, position: number, code: number): number {
  bytes[position] = 0xe0 | (code >> 12)
  bytes[position + 1] = 0x80 | ((code >> 6) & 63)
  bytes[position + 2] = 0x80 | (code & 63)
  return position + 3
}

/** Writes any text with all that stands around it. */
export function writeText(style: TextStyle, sink: ByteSink, position: number, raw: string): number {
  const text = style.prepare === undefined ? raw : style.prepare(raw)
  if (text.length === 0 && style.emptyIsSpecial) return style.special(sink, position, text)
  const { open, close } = style
  sink.reserve(position, text.length * BYTES_A_CHARACTER + open.length + close.length)
  const at = writeInner(style, sink.bytes, writeAll(sink.bytes, position, open), text)
  return at < 0 ? style.special(sink, position, text) : writeAll(sink.bytes, at, close)
}

/** The dictionary in this style: made once, then copied from. */
export function styledWords(style: TextStyle, dictionary: Dictionary): StyledWords {
  let styled = style.words.get(dictionary)
  if (styled === undefined) {
    const canBeEmpty = dictionary.words.includes('')
    styled = isWrittenAsIs(style, dictionary)
      ? { inner: packed(dictionary.bytes, dictionary.offsets), specials: undefined, canBeEmpty }
      : { ...styleWords(style, dictionary), canBeEmpty }
    style.words.set(dictionary, styled)
  }
  return styled
}

function isWrittenAsIs(style: TextStyle, { plain, words }: Dictionary): boolean {
  return plain && style.trustsPlain && style.prepare === undefined && !(style.emptyIsSpecial && words.includes(''))
}

function styleWords(style: TextStyle, { words }: Dictionary): Omit<StyledWords, 'canBeEmpty'> {
  const prepared = style.prepare === undefined ? words : words.map(style.prepare)
  const scratch = new ByteSink()
  const specials = Uint8Array.from(prepared, (word) => (isSpecial(style, scratch, word) ? 1 : 0))
  return { inner: pack(style, prepared, specials), specials: specials.includes(1) ? specials : undefined }
}

function isSpecial(style: TextStyle, scratch: ByteSink, text: string): boolean {
  if (text.length === 0) return style.emptyIsSpecial
  scratch.reserve(0, text.length * BYTES_A_CHARACTER)
  return writeInner(style, scratch.bytes, 0, text) < 0
}

function pack(style: TextStyle, words: readonly string[], specials: Uint8Array): PackedWords {
  const sink = new ByteSink()
  const offsets = new Uint32Array(words.length + 1)
  let at = 0
  words.forEach((word, i) => {
    sink.reserve(at, word.length * BYTES_A_CHARACTER)
    if (specials[i] === 0) at = writeInner(style, sink.bytes, at, word)
    offsets[i + 1] = at
  })
  return packed(sink.bytes.subarray(0, at), offsets)
}

function packed(bytes: Uint8Array, offsets: Uint32Array): PackedWords {
  let longest = 0
  for (let i = 1; i < offsets.length; i++) longest = Math.max(longest, offsets[i]! - offsets[i - 1]!)
  return { bytes: padded(bytes), offsets, longest }
}
