import { Buffer, isUtf8 } from 'node:buffer'
import type { Batch } from '../model/batch.ts'
import { CellMemory, textOfCells } from './byte-cells.ts'
import type { DecodeOptions } from './contract.ts'
import { checkedDelimiter } from './csv-delimiter.ts'
import { type CellRoom, CsvScan, roomFor } from './csv-scan.ts'
import { defaultEntity } from './decode-defaults.ts'
import { malformed } from './malformed.ts'
import { withoutMark } from './utf8-input.ts'

const LINE_FEED = 10
const blockBytes = 2 ** 20
const chunkBytes = 2 ** 18

export interface CellOptions extends DecodeOptions {
  /** Leaves columns out. */
  readonly wanted?: ((name: string) => boolean) | undefined
  /** A batch holds good only until the next one is asked for: its memory is used again. */
  readonly reuse?: boolean | undefined
}

/**
 * CSV as `decodeCsv` reads it, all columns as texts, several times as fast: the whole records of a block are a batch, and
 * cells stay bytes until somebody asks for more. Chunks are copied before the next one is asked for.
 */
export async function* decodeCsvCells(
  input: AsyncIterable<Uint8Array>,
  options: CellOptions = {},
): AsyncGenerator<Batch> {
  const reader = new CellReader(options)
  const block = new CellBlock(options.reuse === true)
  for await (const chunk of withoutMark(input)) {
    block.add(chunk)
    if (!block.isFull) continue
    const batch = reader.read(block.bytes, block.size, false)
    if (batch !== undefined) yield batch
    block.drop(reader.end)
  }
  const batch = reader.read(block.bytes, block.size, true)
  if (batch !== undefined) yield batch
}

/** Bytes that have come, with a line feed behind them. */
class CellBlock {
  readonly #reuse: boolean
  bytes = Buffer.allocUnsafe(blockBytes + chunkBytes + 1)
  size = 0
  #enough = blockBytes

  constructor(reuse: boolean) {
    this.#reuse = reuse
  }

  get isFull(): boolean {
    return this.size >= this.#enough
  }

  add(chunk: Uint8Array): void {
    const size = this.size + chunk.length
    if (size >= this.bytes.length) this.#move(0, 2 * size)
    this.bytes.set(chunk, this.size)
    this.size = size
    this.bytes[size] = LINE_FEED
  }

  /** Bytes that have been read. */
  drop(count: number): void {
    const left = this.size - count
    // A record that is longer than a block is not read again with every chunk.
    this.#enough = Math.max(blockBytes, 2 * left)
    if (this.#reuse) this.bytes.copyWithin(0, count, this.size)
    else this.#move(count, Math.max(blockBytes, left) + chunkBytes + 1)
    this.size = left
    this.bytes[left] = LINE_FEED
  }

  #move(from: number, length: number): void {
    const bytes = Buffer.allocUnsafe(length)
    bytes.set(this.bytes.subarray(from, this.size))
    this.bytes = bytes
  }
}

class CellReader {
  readonly #delimiter: number
  readonly #entity: string
  readonly #wanted: (name: string) => boolean
  readonly #reuse: boolean
  readonly #memory: CellMemory[] = []
  #room: CellRoom | undefined
  #names: readonly string[] | undefined
  #firstRow = 0
  #lines = 0
  /** As the last block had them. */
  #cellsPerByte = 0.05
  /** Bytes of the last block that were whole records. */
  end = 0

  constructor({ entity = defaultEntity, delimiter, columns, wanted = () => true, reuse = false }: CellOptions) {
    this.#reuse = reuse
    this.#delimiter = checkedDelimiter('read csv', delimiter).charCodeAt(0)
    this.#entity = entity
    this.#wanted = wanted
    this.#names = columns?.map(({ name }) => name)
  }

  read(block: Buffer, size: number, isLast: boolean): Batch | undefined {
    this.end = 0
    this.#names ??= this.#header(block, size, isLast)
    if (this.#names === undefined) return undefined
    const width = this.#names.length
    const room = this.#room ?? roomFor(Math.ceil(size * this.#cellsPerByte) + 16 * width)
    const scan = new CsvScan(block, this.end, size, this.#delimiter, isLast, room)
    this.#room = undefined
    scan.run(width, Number.POSITIVE_INFINITY, this.#lines)
    this.#checkUtf8(block, this.end, scan.end)
    this.end = scan.end
    this.#lines += scan.lines
    if (scan.records === 0) return undefined
    this.#cellsPerByte = (1.02 * scan.records * width) / scan.end
    const { starts, ends, nullable, records: length } = scan
    if (this.#reuse) this.#room = { starts, ends }
    const columns = this.#names.flatMap((name, column) => {
      if (!this.#wanted(name)) return []
      const nulls = nullable[column] === 1 ? nullsOf(starts, width, column, length) : undefined
      const memory = this.#reuse ? this.#memoryOf(column) : undefined
      return [
        { name, vector: textOfCells({ bytes: block, starts, ends, stride: width, column, length, nulls, memory }) },
      ]
    })
    const batch = { entity: this.#entity, firstRow: this.#firstRow, length, columns }
    this.#firstRow += length
    return batch
  }

  #memoryOf(column: number): CellMemory {
    const memory = this.#memory[column] ?? new CellMemory()
    this.#memory[column] = memory
    memory.free()
    return memory
  }

  #header(block: Buffer, size: number, isLast: boolean): readonly string[] | undefined {
    const scan = new CsvScan(block, 0, size, this.#delimiter, isLast)
    const width = scan.run(undefined, 1, this.#lines)
    if (scan.records === 0) return undefined
    this.#checkUtf8(block, 0, scan.end)
    const names = Array.from({ length: width }, (_, i) => {
      const start = scan.starts[i]!
      return start < 0 ? '' : block.toString('utf8', start, scan.ends[i])
    })
    this.end = scan.end
    this.#lines += scan.lines
    if (new Set(names).size < names.length) {
      throw malformed('csv', 'Two columns have the same name', `line ${this.#lines}`)
    }
    return names
  }

  #checkUtf8(block: Buffer, from: number, to: number): void {
    if (!isUtf8(block.subarray(from, to))) throw malformed('csv', 'The input is not UTF-8', `after line ${this.#lines}`)
  }
}

function nullsOf(starts: Int32Array, width: number, column: number, length: number): Uint8Array | undefined {
  let nulls: Uint8Array | undefined
  for (let row = 0, cell = column; row < length; row++, cell += width) {
    if (starts[cell]! >= 0) continue
    nulls ??= new Uint8Array(length)
    nulls[row] = 1
  }
  return nulls
}
