import { Buffer, isUtf8 } from 'node:buffer'
import type { Batch } from '../model/batch.ts'
import { textOfCells } from './byte-cells.ts'
import type { DecodeOptions } from './contract.ts'
import { checkedDelimiter } from './csv-delimiter.ts'
import { CsvScan } from './csv-scan.ts'
import { defaultEntity } from './decode-defaults.ts'
import { malformed } from './malformed.ts'
import { withoutMark } from './utf8-input.ts'

const LINE_FEED = 10
const blockBytes = 2 ** 20

/**
 * CSV as `decodeCsv` reads it, all columns as texts, several times as fast: the whole records of a block are a batch, and
 * cells stay bytes until somebody asks for more. `wanted` leaves columns out.
 */
export async function* decodeCsvCells(
  input: AsyncIterable<Uint8Array>,
  options: DecodeOptions = {},
  wanted: (name: string) => boolean = () => true,
): AsyncGenerator<Batch> {
  const reader = new CellReader(options, wanted)
  let held: Uint8Array[] = []
  let size = 0
  let enough = blockBytes
  for await (const chunk of withoutMark(input)) {
    held.push(chunk)
    size += chunk.length
    if (size < enough) continue
    const block = joined(held, size)
    const batch = reader.read(block, size, false)
    held = [block.subarray(reader.end, size)]
    size -= reader.end
    // A record that is longer than a block is not read again with every chunk.
    enough = Math.max(blockBytes, 2 * size)
    if (batch !== undefined) yield batch
  }
  const batch = reader.read(joined(held, size), size, true)
  if (batch !== undefined) yield batch
}

/** A copy, with a line feed behind it. */
function joined(chunks: readonly Uint8Array[], size: number): Buffer {
  const block = Buffer.allocUnsafe(size + 1)
  let at = 0
  for (const chunk of chunks) {
    block.set(chunk, at)
    at += chunk.length
  }
  block[size] = LINE_FEED
  return block
}

class CellReader {
  readonly #delimiter: number
  readonly #entity: string
  readonly #wanted: (name: string) => boolean
  #names: readonly string[] | undefined
  #firstRow = 0
  #lines = 0
  /** Bytes of the last block that were whole records. */
  end = 0

  constructor({ entity = defaultEntity, delimiter, columns }: DecodeOptions, wanted: (name: string) => boolean) {
    this.#delimiter = checkedDelimiter('read csv', delimiter).charCodeAt(0)
    this.#entity = entity
    this.#wanted = wanted
    this.#names = columns?.map(({ name }) => name)
  }

  read(block: Buffer, size: number, isLast: boolean): Batch | undefined {
    this.end = 0
    this.#names ??= this.#header(block, size, isLast)
    if (this.#names === undefined) return undefined
    const scan = new CsvScan(block, this.end, size, this.#delimiter, isLast)
    const width = this.#names.length
    scan.run(width, Number.POSITIVE_INFINITY, this.#lines)
    this.#checkUtf8(block, this.end, scan.end)
    this.end = scan.end
    this.#lines += scan.lines
    if (scan.records === 0) return undefined
    const { starts, ends, records: length } = scan
    const columns = this.#names.flatMap((name, column) => {
      if (!this.#wanted(name)) return []
      const nulls = nullsOf(starts, width, column, length)
      return [{ name, vector: textOfCells({ bytes: block, starts, ends, stride: width, column, length, nulls }) }]
    })
    const batch = { entity: this.#entity, firstRow: this.#firstRow, length, columns }
    this.#firstRow += length
    return batch
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
