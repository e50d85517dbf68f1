import { type ByteSink, copyWords, padded } from './byte-sink.ts'

/** Writes the value of a row at a position and returns the position behind it. */
export type ValueWriter = (row: number, position: number) => number

/** What is written in turn: bytes that are always the same, and values. */
export type Piece = Uint8Array | ValueWriter

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
  return (row, position) => joined.write(row, position)
}

/** Bytes of the constants among the pieces. */
export function constantLength(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + (typeof piece === 'function' ? 0 : piece.length), 0)
}
