import { type RowsModule, takeRowsModule } from '../../anonymize/permute/rows-module.ts'
import type { RowValues } from '../../anonymize/transform.ts'
import { type BinaryCodec, binaryCodec } from './binary-codec.ts'
import { malformedCopy, maskFailure, unread } from './mask-failure.ts'
import { MaskedOutput } from './masked-output.ts'
import { isPadded, type MaskedColumn, type RowLayout, withoutSpaces } from './row-layout.ts'
import type { RowMasker } from './row-masker.ts'
import { UnfinishedRow } from './unfinished-row.ts'

const signatureBytes = 11
const headerBytes = signatureBytes + 8
const usualSize = 96 * 1024

interface MaskedField extends MaskedColumn {
  readonly codec: BinaryCodec
}

/** Rows of binary COPY: fields that nothing masks pass as they are, and so do their lengths. */
export class BinaryRows implements RowMasker {
  rows = 0
  rowsMasked = 0
  readonly values: number[]
  readonly #table: string
  readonly #masked: readonly MaskedField[]
  readonly #count: number
  readonly #row: CurrentRow
  readonly #unfinished = new UnfinishedRow()
  #out = new MaskedOutput(usualSize)
  /** Where the length of each field of the row stands. */
  #fields: Int32Array
  /** Masks all rows, as long as there is no larger one than it has room for. */
  #module: RowsModule | undefined
  #state: 'header' | 'rows' | 'ended' = 'header'

  constructor(layout: RowLayout) {
    this.#table = layout.table
    this.#count = layout.columns.length
    this.#masked = layout.masked.map((column) => ({ ...column, codec: codecFor(layout.table, column) }))
    this.values = this.#masked.map(() => 0)
    this.#module = takeRowsModule(
      'rows',
      this.#count,
      this.#masked.map(({ index, mask, codec, padded }) => ({
        field: index,
        inRows: codec.textAt === 0 && !padded ? mask.inRows : undefined,
      })),
    )
    this.#fields = this.#module?.fields ?? new Int32Array(this.#count)
    this.#row = new CurrentRow(layout, this.#fields)
  }

  feed(chunk: Uint8Array): Uint8Array {
    const module = this.#module
    const moduleEnd = module?.add(chunk)
    if (module === undefined || moduleEnd === undefined) return this.#feedWithout(chunk)
    this.#out.beginIn(module.masked)
    module.keep(this.#walk(module.bytes, module.start, moduleEnd), moduleEnd)
    const { rows, rowsMasked } = module.count(this.values)
    this.rows += rows
    this.rowsMasked += rowsMasked
    return this.#out.bytes.subarray(0, this.#out.at)
  }

  #feedWithout(chunk: Uint8Array): Uint8Array {
    if (this.#module !== undefined) this.#leaveModule(this.#module)
    if (this.#out.bytes.length > usualSize * 8) this.#out = new MaskedOutput(usualSize)
    this.#out.at = 0
    const bytes = this.#unfinished.before(chunk)
    const done = this.#walk(bytes, 0, bytes.length)
    this.#unfinished.keep(bytes, done)
    return this.#out.bytes.subarray(0, this.#out.at)
  }

  finish(): void {
    const isEmpty = this.#unfinished.isEmpty && !this.#module?.kept.length
    if (this.#state !== 'ended' || !isEmpty) throw malformedCopy(this.#table)
    this.#module?.giveBack()
    this.#module = undefined
  }

  #leaveModule(module: RowsModule): void {
    this.#unfinished.keep(module.kept, 0)
    this.#out = new MaskedOutput(usualSize)
    this.#fields = new Int32Array(this.#count)
    this.#row.fields = this.#fields
    this.#module = undefined
    module.giveBack()
  }

  /** Answers where the first row begins that is not whole. */
  #walk(bytes: Buffer, start: number, end: number): number {
    const count = this.#count
    const fields = this.#fields
    let at = start
    if (this.#state === 'header') {
      if (end - start < headerBytes) return start
      at += headerBytes + bytes.readUInt32BE(start + headerBytes - 4)
      if (end < at) return start
      this.#out.copy(bytes, start, at)
      this.#state = 'rows'
    }
    if (this.#module !== undefined && this.#state === 'rows') {
      this.#row.bytes = bytes
      at = this.#module.run(at, end, this.#out, (column, from, to) =>
        this.#maskWithLength(this.#masked[column]!, bytes, from, to),
      )
    }
    while (end - at >= 2) {
      const found = (bytes[at]! << 8) | bytes[at + 1]!
      if (found !== count) {
        if (found !== 0xffff || this.#state === 'ended') throw malformedCopy(this.#table)
        this.#state = 'ended'
        this.#out.copy(bytes, at, at + 2)
        return at + 2
      }
      let next = at + 2
      for (let i = 0; i < count; i++) {
        if (next + 4 > end) return at
        fields[i] = next
        const length = (bytes[next]! << 24) | (bytes[next + 1]! << 16) | (bytes[next + 2]! << 8) | bytes[next + 3]!
        next += length > 0 ? length + 4 : 4
      }
      if (next > end) return at
      this.#maskRow(bytes, at, next)
      at = next
    }
    return at
  }

  #maskRow(bytes: Buffer, start: number, end: number): void {
    const out = this.#out
    const row = this.#row
    row.bytes = bytes
    const masked = this.#masked
    let from = start
    let any = false
    for (let i = 0; i < masked.length; i++) {
      const field = masked[i]!
      const at = this.#fields[field.index]!
      const length = bytes.readInt32BE(at)
      if (length < 0) continue
      out.copy(bytes, from, at)
      from = at + 4 + length
      this.values[i]!++
      any = true
      this.#maskWithLength(field, bytes, at + 4, from)
    }
    out.copy(bytes, from, end)
    this.rows++
    if (any) this.rowsMasked++
  }

  /** Answers where the masked value begins, behind its length; -1 where it became NULL. */
  #maskWithLength(field: MaskedField, bytes: Buffer, start: number, end: number): number {
    const out = this.#out
    const lengthAt = out.at
    out.reserve(4)
    out.at += 4
    const isNull = this.#maskField(field, bytes, start, end)
    out.int32(isNull ? -1 : out.at - lengthAt - 4, lengthAt)
    return isNull ? -1 : lengthAt + 4
  }

  /** Answers whether it became NULL. */
  #maskField(field: MaskedField, bytes: Buffer, start: number, fieldEnd: number): boolean {
    const out = this.#out
    const { codec, mask } = field
    const end = field.padded ? withoutSpaces(bytes, start, fieldEnd) : fieldEnd
    try {
      if (mask.bytes !== undefined && codec.textAt !== undefined) {
        out.copy(bytes, start, start + codec.textAt)
        mask.bytes(bytes, start + codec.textAt, end, out)
        return false
      }
      const result = mask.value(codec.read(bytes, start, end), this.#row)
      if (result === null) return true
      codec.write(result, out)
      return false
    } catch (thrown) {
      throw maskFailure(this.#table, field.name, field.transform, thrown)
    }
  }
}

/** What masks see of the other columns, read when they ask. */
class CurrentRow implements RowValues {
  bytes: Buffer = Buffer.alloc(0)
  readonly #table: string
  readonly #columns: ReadonlyMap<
    string,
    { readonly index: number; readonly codec: BinaryCodec; readonly padded: boolean }
  >
  fields: Int32Array

  constructor({ table, columns }: RowLayout, fields: Int32Array) {
    this.#table = table
    this.fields = fields
    this.#columns = new Map(
      columns.flatMap(({ column }, index) => {
        const codec = binaryCodec(column)
        return codec === undefined ? [] : [[column.name, { index, codec, padded: isPadded(column.type) }]]
      }),
    )
  }

  text(column: string): string | null {
    const found = this.#columns.get(column)
    if (found === undefined) throw unread(this.#table, column)
    const at = this.fields[found.index]!
    const length = this.bytes.readInt32BE(at)
    if (length < 0) return null
    const end = at + 4 + length
    return found.codec.read(this.bytes, at + 4, found.padded ? withoutSpaces(this.bytes, at + 4, end) : end)
  }
}

function codecFor(table: string, { name, type, transform }: MaskedColumn): BinaryCodec {
  const codec = binaryCodec({ type })
  if (codec !== undefined) return codec
  throw maskFailure(table, name, transform, new Error('its table goes as text'))
}
