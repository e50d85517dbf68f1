import { type ByteSink, copyWords, padded, writeAll } from './byte-sink.ts'
import type { StatementName } from './statements.ts'

/** Writes the value of a row at a position and returns the position behind it. */
export interface ValueWriter {
  (row: number, position: number): number
  /** The same as a step that a compiled row loop can hold in itself. */
  readonly step?: Step
}

/** What is written in turn: bytes that are always the same, and values. */
export type Piece = Uint8Array | ValueWriter

/** What a writer does, so that code can be made of it: one statement, or more pieces. */
export type Step =
  | { readonly does: 'statement'; readonly statement: StatementName; readonly operands: readonly unknown[] }
  | { readonly does: 'pieces'; readonly pieces: readonly Piece[] }
  | {
      readonly does: 'choice'
      readonly flags: Uint8Array
      readonly set: readonly Piece[]
      readonly clear: readonly Piece[]
    }
  | { readonly does: 'frame'; readonly pieces: readonly Piece[] }

/** A writer that is also told as a step. Both write the same bytes: the tests hold one against the other. */
function withStep(step: Step, write: ValueWriter): ValueWriter {
  return Object.assign(write, { step })
}

export function withStatement(statement: StatementName, operands: readonly unknown[], write: ValueWriter): ValueWriter {
  return withStep({ does: 'statement', statement, operands }, write)
}

/** Pieces made ready to be written row by row: constants that follow each other are one. */
export class Pieces {
  readonly #sink: ByteSink
  readonly #constants: DataView
  /** Before writer i stand the constants starts[i] to starts[i + 1]; behind the last one, one more run. */
  readonly #starts: Int32Array
  readonly #writers: readonly ValueWriter[]
  /** Bytes of all constants. */
  readonly length: number
  /** Index of the writer that is writing. */
  current = 0

  constructor(sink: ByteSink, pieces: readonly Piece[]) {
    const constants: number[] = []
    const starts = [0]
    const writers: ValueWriter[] = []
    for (const piece of pieces) {
      if (typeof piece === 'function') {
        writers.push(piece)
        starts.push(constants.length)
      } else constants.push(...piece)
    }
    this.#sink = sink
    this.#constants = padded(Uint8Array.from(constants))
    this.#starts = Int32Array.from([...starts, constants.length])
    this.#writers = writers
    this.length = constants.length
  }

  write(row: number, position: number): number {
    const sink = this.#sink
    const constants = this.#constants
    const starts = this.#starts
    const writers = this.#writers
    const count = writers.length
    let at = position
    for (let i = 0; i < count; i++) {
      this.current = i
      at = copyWords(sink.view, at, constants, starts[i]!, starts[i + 1]!)
      at = writers[i]!(row, at)
    }
    return copyWords(sink.view, at, constants, starts[count]!, starts[count + 1]!)
  }
}

/** The pieces as one writer, which needs room for their constants besides what they need themselves. */
export function joinedWriter(sink: ByteSink, pieces: readonly Piece[]): ValueWriter {
  const [only, ...others] = pieces.filter((piece) => typeof piece === 'function' || piece.length > 0)
  if (typeof only === 'function' && others.length === 0) return only
  const joined = new Pieces(sink, pieces)
  return withStep({ does: 'pieces', pieces }, (row, position) => joined.write(row, position))
}

/** One or the other, as a flag of the row says. */
export function choiceWriter(sink: ByteSink, flags: Uint8Array, set: Uint8Array, clear: readonly Piece[]): ValueWriter {
  const write = joinedWriter(sink, clear)
  return withStep({ does: 'choice', flags, set: [set], clear }, (row, position) =>
    flags[row] === 1 ? writeAll(sink.bytes, position, set) : write(row, position),
  )
}

/** The pieces with their length before them, in 32 bits. */
export function framedWriter(sink: ByteSink, pieces: readonly Piece[]): ValueWriter {
  const write = joinedWriter(sink, pieces)
  return withStep({ does: 'frame', pieces }, (row, position) => {
    const end = write(row, position + 4)
    sink.view.setInt32(position, end - position - 4)
    return end
  })
}

/** Bytes of the constants among the pieces. */
export function constantLength(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + (typeof piece === 'function' ? 0 : piece.length), 0)
}
