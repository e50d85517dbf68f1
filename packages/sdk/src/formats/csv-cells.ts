import { Buffer, isUtf8 } from 'node:buffer'
import type { Batch } from '../model/batch.ts'
import { CellMemory, textOfCells } from './byte-cells.ts'
import { type CellsInstance, giveBack, takeCellsInstance } from './cells-instance.ts'
import type { DecodeOptions } from './contract.ts'
import { CellBlock, type ReadInto } from './csv-block.ts'
import { checkedDelimiter } from './csv-delimiter.ts'
import { CsvScan } from './csv-scan.ts'
import { defaultEntity } from './decode-defaults.ts'
import { malformed } from './malformed.ts'

export interface CellOptions extends DecodeOptions {
  /** Leaves columns out. */
  readonly wanted?: ((name: string) => boolean) | undefined
  /** A batch holds good only until the next one is asked for: its memory is used again. */
  readonly reuse?: boolean | undefined
}

/**
 * CSV as `decodeCsv` reads it, all columns as texts, several times as fast: the whole records of a block are a batch, and
 * cells stay bytes until somebody asks for more.
 */
export async function* decodeCsvCells(read: ReadInto, options: CellOptions = {}): AsyncGenerator<Batch> {
  const instance = takeCellsInstance()
  try {
    const block = new CellBlock(instance?.bytes)
    const reader = new CellReader(block, options, instance)
    while (!block.isLast) {
      await block.fill(read)
      for (let batch = reader.read(); batch !== undefined; batch = reader.read()) yield batch
      block.drop(reader.takeEnd())
    }
  } finally {
    giveBack(instance)
  }
}

class CellReader {
  readonly #block: CellBlock
  readonly #entity: string
  readonly #wanted: (name: string) => boolean
  readonly #reuse: boolean
  readonly #memory: CellMemory[] = []
  readonly #scan: CsvScan
  readonly #instance: CellsInstance | undefined
  #names: readonly string[] | undefined
  #firstRow = 0
  #isBegun = false

  constructor(
    block: CellBlock,
    { entity = defaultEntity, delimiter, columns, wanted = () => true, reuse = false }: CellOptions,
    instance: CellsInstance | undefined,
  ) {
    this.#block = block
    this.#instance = instance
    this.#reuse = reuse
    this.#entity = entity
    this.#wanted = wanted
    this.#names = columns?.map(({ name }) => name)
    this.#scan = new CsvScan(checkedDelimiter('read csv', delimiter).charCodeAt(0), instance)
  }

  /** Undefined where the block holds no other whole record. */
  read(): Batch | undefined {
    if (!this.#isBegun) this.#begin()
    this.#names ??= this.#header()
    if (this.#names === undefined) return undefined
    const scan = this.#scan
    const from = scan.end
    scan.run(this.#block, this.#names.length, Number.POSITIVE_INFINITY)
    this.#checkUtf8(from)
    if (scan.records === 0) return undefined
    const batch = this.#batch(this.#names)
    this.#firstRow += batch.length
    return batch
  }

  /** Bytes that were whole records, and are not looked at again. */
  takeEnd(): number {
    const { end } = this.#scan
    this.#scan.end = 0
    return end
  }

  #batch(names: readonly string[]): Batch {
    const { nullable, records: length, end } = this.#scan
    const stride = names.length
    const cells = length * stride
    // What is used again is nobody's to keep.
    const own = <T extends Int32Array | Buffer>(list: T, copy: (list: T) => T) => (this.#reuse ? list : copy(list))
    const bytes = own(this.#block.bytes, (all) => Buffer.from(all.subarray(0, end)))
    const starts = own(this.#scan.starts, (all) => all.slice(0, cells))
    const ends = own(this.#scan.ends, (all) => all.slice(0, cells))
    const instance = this.#instance?.bytes === bytes && this.#instance.starts === starts ? this.#instance : undefined
    const columns = names.flatMap((name, column) => {
      if (!this.#wanted(name)) return []
      const nulls = nullable[column] === 1 ? nullsOf(starts, stride, column, length) : undefined
      const memory = this.#reuse ? this.#memoryOf(column) : undefined
      return [{ name, vector: textOfCells({ bytes, starts, ends, stride, column, length, nulls, memory, instance }) }]
    })
    return { entity: this.#entity, firstRow: this.#firstRow, length, columns }
  }

  #memoryOf(column: number): CellMemory {
    const memory = this.#memory[column] ?? new CellMemory()
    this.#memory[column] = memory
    memory.free()
    return memory
  }

  /** Behind a byte order mark. */
  #begin(): void {
    const { bytes, size } = this.#block
    this.#isBegun = true
    if (size >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.#scan.end = 3
  }

  #header(): readonly string[] | undefined {
    const scan = this.#scan
    const from = scan.end
    const width = scan.run(this.#block, undefined, 1)
    if (scan.records === 0) return undefined
    this.#checkUtf8(from)
    const names = Array.from({ length: width }, (_, i) => {
      const start = scan.starts[i]!
      return start < 0 ? '' : this.#block.bytes.toString('utf8', start, scan.ends[i])
    })
    if (new Set(names).size < names.length) {
      throw malformed('csv', 'Two columns have the same name', `line ${scan.lines}`)
    }
    return names
  }

  #checkUtf8(from: number): void {
    if (isUtf8(this.#block.bytes.subarray(from, this.#scan.end))) return
    throw malformed('csv', 'The input is not UTF-8', `before line ${this.#scan.lines + 1}`)
  }
}

function nullsOf(starts: Int32Array, width: number, column: number, length: number): Uint8Array {
  const nulls = new Uint8Array(length)
  for (let row = 0, cell = column; row < length; row++, cell += width) if (starts[cell]! < 0) nulls[row] = 1
  return nulls
}
