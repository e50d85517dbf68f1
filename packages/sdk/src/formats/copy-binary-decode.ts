import type { Batch, Vector } from '../model/batch.ts'
import type { DecodeOptions } from './contract.ts'
import { type BinaryColumn, binaryColumnOf } from './copy-binary-column.ts'
import { neededColumns } from './copy-text-decode.ts'
import { defaultBatchRows, defaultEntity } from './decode-defaults.ts'
import { malformed, placed } from './malformed.ts'

const signature = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1')
const HEADER = signature.length + 8
/** The flag that says every row begins with its object id; no Postgres since 12 writes it. */
const HAS_OIDS = 0x10000

/** Columns without a `databaseType` are read as text. */
export async function* decodeCopyBinary(
  input: AsyncIterable<Uint8Array>,
  options: DecodeOptions = {},
): AsyncGenerator<Batch> {
  const table = new BinaryTable(options)
  const limit = options.batchRows ?? defaultBatchRows
  for await (const chunk of input) {
    table.feed(chunk)
    while (table.readRow()) if (table.length >= limit) yield table.take()
  }
  table.finish()
  if (table.length > 0) yield table.take()
}

class BinaryTable {
  readonly #names: readonly string[]
  readonly #columns: readonly BinaryColumn[]
  readonly #entity: string
  #pending = Buffer.alloc(0)
  #at = 0
  /** Offset within the input of what `#pending` begins with. */
  #offset = 0
  #state: 'header' | 'rows' | 'ended' = 'header'
  #firstRow = 0
  #rows = 0

  constructor(options: DecodeOptions) {
    const columns = neededColumns('copy-binary', options)
    this.#names = columns.map(({ name }) => name)
    this.#columns = columns.map(({ databaseType }) => binaryColumnOf(databaseType ?? 'text'))
    this.#entity = options.entity ?? defaultEntity
  }

  get length(): number {
    return this.#rows
  }

  feed(chunk: Uint8Array): void {
    this.#offset += this.#at
    this.#pending = Buffer.concat([this.#pending.subarray(this.#at), chunk])
    this.#at = 0
  }

  /** Whether a whole row was there to be read. */
  readRow(): boolean {
    if (this.#state === 'header' && !this.#readHeader()) return false
    const bytes = this.#pending
    if (this.#state === 'ended') {
      if (this.#at < bytes.length) throw malformed('copy-binary', 'Data follows the end mark', this.#place())
      return false
    }
    const end = this.#endOfRow()
    if (end === undefined) return false
    let at = this.#at + 2
    for (const [i, column] of this.#columns.entries()) {
      const length = bytes.readInt32BE(at)
      at += 4
      if (length < 0) column.addNull()
      else {
        const start = at
        placed(
          'copy-binary',
          () => `${this.#names[i]}, byte ${this.#offset + start}`,
          () => column.add(bytes.subarray(start, start + length)),
        )
        at += length
      }
    }
    this.#at = at
    this.#rows++
    return true
  }

  #place(): string {
    return `byte ${this.#offset + this.#at}`
  }

  #readHeader(): boolean {
    const bytes = this.#pending
    const known = Math.min(bytes.length, signature.length)
    if (!bytes.subarray(0, known).equals(signature.subarray(0, known))) {
      throw malformed('copy-binary', 'The input does not begin as binary COPY does', 'byte 0')
    }
    if (bytes.length < HEADER) return false
    if ((bytes.readInt32BE(signature.length) & HAS_OIDS) !== 0) {
      throw malformed('copy-binary', 'Rows with object ids are not read', `byte ${signature.length}`)
    }
    const end = HEADER + bytes.readUInt32BE(signature.length + 4)
    if (bytes.length < end) return false
    this.#at = end
    this.#state = 'rows'
    return true
  }

  /** Where the row that begins here ends; undefined where it is not there whole, or where the rows end. */
  #endOfRow(): number | undefined {
    const bytes = this.#pending
    let at = this.#at
    if (bytes.length < at + 2) return undefined
    const fields = bytes.readInt16BE(at)
    if (fields === -1) {
      this.#at += 2
      this.#state = 'ended'
      if (this.#at < bytes.length) throw malformed('copy-binary', 'Data follows the end mark', this.#place())
      return undefined
    }
    if (fields !== this.#columns.length) {
      const expected = this.#columns.length
      throw malformed('copy-binary', `A row has ${fields} fields where ${expected} are expected`, this.#place())
    }
    at += 2
    for (let i = 0; i < fields; i++) {
      if (bytes.length < at + 4) return undefined
      const length = bytes.readInt32BE(at)
      if (length < -1) throw malformed('copy-binary', 'A field has a negative length', `byte ${this.#offset + at}`)
      at += 4 + Math.max(length, 0)
    }
    return at <= bytes.length ? at : undefined
  }

  finish(): void {
    if (this.#state !== 'ended') throw malformed('copy-binary', 'The input ends without its end mark', this.#place())
  }

  take(): Batch {
    const vectors: Vector[] = this.#columns.map((column) => column.take())
    const batch: Batch = {
      entity: this.#entity,
      firstRow: this.#firstRow,
      length: this.#rows,
      columns: this.#names.map((name, i) => ({ name, vector: vectors[i]! })),
    }
    this.#firstRow += this.#rows
    this.#rows = 0
    return batch
  }
}
