import { Buffer, isAscii } from 'node:buffer'
import type { Dictionary, PickVector, Vector } from '../model/batch.ts'
import type { CellsInstance } from './cells-instance.ts'

/** The cells of one column as they stand in a block of text: nothing is decoded before somebody asks. */
export interface ByteCells {
  readonly bytes: Buffer
  /** Those of row r begin and end at `starts[r * stride + column]` and `ends[r * stride + column]`, in UTF-8; a null begins at −1. */
  readonly starts: Int32Array
  readonly ends: Int32Array
  readonly stride: number
  readonly column: number
  readonly length: number
  readonly nulls: Uint8Array | undefined
  /** Where what is read out of the cells is put, which then holds good as long as the cells do. */
  readonly memory?: CellMemory | undefined
  /** In whose memory all this is, if it is: it goes through a column faster than JavaScript. */
  readonly instance?: CellsInstance | undefined
}

/** Lists of one column of one batch after the other; what they held before is still in them. */
export class CellMemory {
  readonly #doubles: Float64Array[] = []
  readonly #integers: Int32Array[] = []
  #doublesTaken = 0
  #integersTaken = 0

  /** All that was taken is free again. */
  free(): void {
    this.#doublesTaken = this.#integersTaken = 0
  }

  doubles(length: number): Float64Array {
    const at = this.#doublesTaken++
    if ((this.#doubles[at]?.length ?? 0) < length) this.#doubles[at] = new Float64Array(length)
    return this.#doubles[at]!.subarray(0, length)
  }

  integers(length: number): Int32Array {
    const at = this.#integersTaken++
    if ((this.#integers[at]?.length ?? 0) < length) this.#integers[at] = new Int32Array(length)
    return this.#integers[at]!.subarray(0, length)
  }
}

const cellsOf = new WeakMap<Vector, ByteCells>()

/** What a vector of `textOfCells` was made of. */
export function byteCellsOf(vector: Vector): ByteCells | undefined {
  return cellsOf.get(vector)
}

/** The cells as a vector of texts: bytes are packed when they are asked for, and strings are made when those are. */
export function textOfCells(cells: ByteCells): PickVector {
  let dictionary: Dictionary | undefined
  const vector: PickVector = {
    type: 'pick',
    length: cells.length,
    nulls: cells.nulls,
    get indices() {
      return firstNumbers(cells.length)
    },
    get dictionary() {
      dictionary ??= packed(cells)
      return dictionary
    },
  }
  cellsOf.set(vector, cells)
  return vector
}

let numbers = new Int32Array(0)

/** 0, 1, 2 …; nobody writes into indices. */
function firstNumbers(length: number): Int32Array {
  if (numbers.length < length) numbers = Int32Array.from({ length: 2 * length }, (_, i) => i)
  return numbers.subarray(0, length)
}

function packed({ bytes, starts, ends, stride, column, length }: ByteCells): Dictionary {
  const offsets = new Uint32Array(length + 1)
  let total = 0
  for (let row = 0, cell = column; row < length; row++, cell += stride) {
    total += ends[cell]! - starts[cell]!
    offsets[row + 1] = total
  }
  const all = Buffer.allocUnsafe(total)
  let at = 0
  for (let row = 0, cell = column; row < length; row++, cell += stride) {
    const end = ends[cell]!
    for (let from = starts[cell]!; from < end; from++) all[at++] = bytes[from]!
  }
  let words: readonly string[] | undefined
  return {
    bytes: all,
    offsets,
    plain: false,
    get words() {
      words ??= wordsOf(all, offsets)
      return words
    },
  }
}

/** Of ASCII alone, one string is made and cut. */
function wordsOf(bytes: Buffer, offsets: Uint32Array): readonly string[] {
  const length = offsets.length - 1
  const words = new Array<string>(length)
  if (isAscii(bytes)) {
    const all = bytes.toString('latin1')
    for (let row = 0; row < length; row++) words[row] = all.slice(offsets[row], offsets[row + 1])
  } else for (let row = 0; row < length; row++) words[row] = bytes.toString('utf8', offsets[row], offsets[row + 1])
  return words
}
