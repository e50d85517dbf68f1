import type { ConcatVector } from '../model/batch.ts'
import { ByteSink, copyWords, writeAll } from './byte-sink.ts'
import { bounds, writeInteger } from './digits.ts'
import { type Piece, type ValueWriter, withStatement } from './pieces.ts'
import { BYTES_A_CHARACTER, type PackedWords, styledWords, type TextStyle, writeInner } from './text-style.ts'

type ConcatPart = ConcatVector['parts'][number]

/** A part's text as a string. */
function partText(part: ConcatPart, row: number): string {
  switch (part.type) {
    case 'const':
      return part.text
    case 'pick':
      return part.dictionary.words[part.indices[row]!]!
    case 'int':
      return integerText(part.values[row]!)
    case 'text':
      return part.values[row]!
  }
}

/** Wide numbers in two halves: each is a small integer, of which engines make texts many times as fast. */
function integerText(value: number): string {
  if (value < 1e9 || value >= 1e15) return String(value)
  const high = Math.floor(value / 1e8)
  return `${high}${String(value - high * 1e8 + 1e8).slice(1)}`
}

/** The whole text of a row. */
export function concatText({ parts }: ConcatVector, row: number): string {
  let text = ''
  for (const part of parts) text += partText(part, row)
  return text
}

/** What writes a part inside of its style's quotes; its position is negative where the part is special. */
interface Part {
  readonly piece: Piece
  readonly bound: number
  readonly canBeSpecial: boolean
  readonly canBeEmpty: boolean
}

interface ConcatPieces {
  readonly pieces: readonly Piece[]
  readonly bound: number
}

/** The pieces of a concat, or undefined where the style changes texts as a whole. */
export function concatPieces(sink: ByteSink, vector: ConcatVector, style: TextStyle): ConcatPieces | undefined {
  if (style.prepare !== undefined) return undefined
  const parts = vector.parts.map((part) => partOf(sink, part, style))
  const bound = parts.reduce((sum, part) => sum + part.bound, 0)
  const { open, close } = style
  const maybeSpecial =
    parts.some(({ canBeSpecial }) => canBeSpecial) ||
    (style.emptyIsSpecial && parts.every(({ canBeEmpty }) => canBeEmpty))
  if (!maybeSpecial) return { pieces: [open, ...parts.map(({ piece }) => piece), close], bound }
  return {
    pieces: [wholeOrSpecial(sink, vector, style, parts)],
    bound: bound + open.length + close.length,
  }
}

/** Writes part after part, and goes back to write the text as a special one where a part turns out to be special. */
function wholeOrSpecial(sink: ByteSink, vector: ConcatVector, style: TextStyle, parts: readonly Part[]): ValueWriter {
  const { open, close, emptyIsSpecial } = style
  const writers = parts.map(({ piece }) => (typeof piece === 'function' ? piece : constantWriter(sink, piece)))
  return (row, position) => {
    const start = writeAll(sink.bytes, position, open)
    let at = start
    for (let i = 0; i < writers.length && at >= 0; i++) at = writers[i]!(row, at)
    if (at < 0 || (emptyIsSpecial && at === start)) return style.special(sink, position, concatText(vector, row))
    return writeAll(sink.bytes, at, close)
  }
}

const constantWriter =
  (sink: ByteSink, bytes: Uint8Array): ValueWriter =>
  (_row, position) =>
    writeAll(sink.bytes, position, bytes)

function partOf(sink: ByteSink, part: ConcatPart, style: TextStyle): Part {
  switch (part.type) {
    case 'const':
      return constPart(part.text, style)
    case 'int': {
      const { values } = part
      const write: ValueWriter = (row, position) => writeInteger(sink.view, position, values[row]!)
      return {
        piece: withStatement('integer', [values], write),
        bound: bounds.integer,
        canBeSpecial: false,
        canBeEmpty: false,
      }
    }
    case 'pick': {
      const { indices, dictionary } = part
      const { words } = dictionary
      const { inner, specials, canBeEmpty } = styledWords(style, dictionary)
      const { longest } = inner
      const copy = wordWriter(sink, indices, inner)
      const copyUnlessSpecial: ValueWriter = (row, position) => {
        const word = indices[row]!
        return specials![word] === 1 && words[word] !== '' ? -1 : copy(row, position)
      }
      return {
        piece: specials === undefined ? copy : copyUnlessSpecial,
        bound: longest,
        canBeSpecial: specials !== undefined,
        canBeEmpty,
      }
    }
    case 'text': {
      const { values } = part
      const piece: ValueWriter = (row, position) => {
        const value = values[row]!
        sink.reserve(position, value.length * BYTES_A_CHARACTER)
        return writeInner(style, sink.bytes, position, value)
      }
      return { piece, bound: 0, canBeSpecial: style.canBeSpecial, canBeEmpty: true }
    }
  }
}

/** Copies the words that the indices name. */
export function wordWriter(sink: ByteSink, indices: Int32Array, words: PackedWords): ValueWriter {
  const { bytes, offsets, longest } = words
  return withStatement('word', [indices, bytes, offsets, longest], (row, position) => {
    const word = indices[row]!
    return copyWords(sink.view, position, bytes, offsets[word]!, offsets[word + 1]!)
  })
}

function constPart(text: string, style: TextStyle): Part {
  const scratch = new ByteSink()
  scratch.reserve(0, text.length * BYTES_A_CHARACTER)
  const length = writeInner(style, scratch.bytes, 0, text)
  const canBeEmpty = text === ''
  if (length < 0) return { piece: () => -1, bound: 0, canBeSpecial: true, canBeEmpty }
  return { piece: scratch.bytes.slice(0, length), bound: length, canBeSpecial: false, canBeEmpty }
}
