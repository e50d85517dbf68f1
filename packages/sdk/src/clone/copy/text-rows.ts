import { type RowsModule, takeRowsModule } from '../../anonymize/permute/rows-module.ts'
import type { RowValues } from '../../anonymize/transform.ts'
import { canonicalText } from './canonical-text.ts'
import { malformedCopy, maskFailure, unread } from './mask-failure.ts'
import { MaskedOutput } from './masked-output.ts'
import { isPadded, type MaskedColumn, type RowLayout, withoutSpaces } from './row-layout.ts'
import type { RowMasker } from './row-masker.ts'
import { UnfinishedRow } from './unfinished-row.ts'

const [tab, newline, backslash, bigN] = [0x09, 0x0a, 0x5c, 0x4e]
const usualSize = 96 * 1024

interface MaskedField extends MaskedColumn {
  readonly canonical: ((text: string) => string) | undefined
}

/** Rows of text COPY, one a line. */
export class TextRows implements RowMasker {
  rows = 0
  rowsMasked = 0
  readonly values: number[]
  readonly #table: string
  readonly #masked: readonly MaskedField[]
  readonly #count: number
  readonly #row: CurrentLine
  readonly #unfinished = new UnfinishedRow()
  readonly #scratch = new MaskedOutput(8 * 1024)
  #out = new MaskedOutput(usualSize)
  /** Whether any of the bytes that are being read is a backslash. */
  #escapes = false
  /** Where each field of the line begins, and one behind the last. */
  #fields: Int32Array
  /** Masks all lines, as long as there is no larger one than it has room for. */
  #module: RowsModule | undefined

  constructor(layout: RowLayout) {
    this.#table = layout.table
    this.#count = layout.columns.length
    this.#masked = layout.masked.map((column) => ({ ...column, canonical: canonicalText(column.type) }))
    this.values = this.#masked.map(() => 0)
    this.#module = takeRowsModule(
      'lines',
      this.#count,
      this.#masked.map(({ index, mask, canonical, padded }) => ({
        field: index,
        inRows: canonical === undefined && !padded ? mask.inRows : undefined,
      })),
    )
    this.#fields = this.#module?.fields ?? new Int32Array(this.#count + 1)
    this.#row = new CurrentLine(layout, this.#fields)
  }

  feed(chunk: Uint8Array): Uint8Array {
    const module = this.#module
    const end = module?.add(chunk)
    if (module === undefined || end === undefined) return this.#feedWithout(chunk)
    this.#out.beginIn(module.masked)
    module.keep(this.#lines(module.bytes, this.#inModule(module, end), end), end)
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
    this.#escapes = bytes.includes(backslash)
    this.#unfinished.keep(bytes, this.#lines(bytes, 0, bytes.length))
    return this.#out.bytes.subarray(0, this.#out.at)
  }

  finish(): void {
    if (!this.#unfinished.isEmpty || this.#module?.kept.length) throw malformedCopy(this.#table)
    this.#module?.giveBack()
    this.#module = undefined
  }

  #leaveModule(module: RowsModule): void {
    this.#unfinished.keep(module.kept, 0)
    this.#out = new MaskedOutput(usualSize)
    this.#fields = new Int32Array(this.#count + 1)
    this.#row.fields = this.#fields
    this.#module = undefined
    module.giveBack()
  }

  /** Answers where the first line begins that is not whole. */
  #lines(bytes: Buffer, start: number, end: number): number {
    let at = start
    for (;;) {
      const lineEnd = bytes.indexOf(newline, at)
      if (lineEnd < 0 || lineEnd >= end) return at
      this.#line(bytes, at, lineEnd)
      at = lineEnd + 1
    }
  }

  /** Answers where it stopped: at a line that is not whole, or is none. */
  #inModule(module: RowsModule, end: number): number {
    const { bytes } = module
    this.#row.bytes = bytes
    this.#escapes = true
    return module.run(module.start, end, this.#out, (column, from, to) =>
      this.#mask(this.#masked[column]!, bytes, from, to),
    )
  }

  #line(bytes: Buffer, start: number, end: number): void {
    const fields = this.#fields
    let field = 0
    fields[field++] = start
    for (let at = start; at < end; at++) {
      if (bytes[at] !== tab) continue
      if (field === this.#count) throw malformedCopy(this.#table)
      fields[field++] = at + 1
    }
    if (field !== this.#count) throw malformedCopy(this.#table)
    fields[field] = end + 1
    this.#row.bytes = bytes
    const out = this.#out
    let from = start
    let any = false
    for (let i = 0; i < this.#masked.length; i++) {
      const column = this.#masked[i]!
      const at = fields[column.index]!
      const fieldEnd = fields[column.index + 1]! - 1
      if (isNull(bytes, at, fieldEnd)) continue
      out.copy(bytes, from, at)
      from = fieldEnd
      this.values[i]!++
      any = true
      this.#mask(column, bytes, at, fieldEnd)
    }
    out.copy(bytes, from, end + 1)
    this.rows++
    if (any) this.rowsMasked++
  }

  /** Answers where what it wrote begins, and -1 where that is not what the field's bytes alone say. */
  #mask(column: MaskedField, bytes: Buffer, start: number, end: number): number {
    const from = this.#out.at
    try {
      if (this.#maskBytes(column, bytes, start, end)) return from
      this.#maskField(column, bytes, start, end)
      return -1
    } catch (thrown) {
      throw maskFailure(this.#table, column.name, column.transform, thrown)
    }
  }

  /** Answers false, and has written nothing, where the field's bytes are not those of its canonical text. */
  #maskBytes({ mask, canonical, padded }: MaskedField, bytes: Buffer, start: number, end: number) {
    if (mask.bytes === undefined || canonical !== undefined) return false
    if (this.#escapes) for (let i = start; i < end; i++) if (bytes[i] === backslash) return false
    const out = this.#out
    const from = out.at
    mask.bytes(bytes, start, padded ? withoutSpaces(bytes, start, end) : end, out)
    const { bytes: written, at } = out
    for (let i = from; i < at; i++) {
      if (!isEscaped(written[i]!)) continue
      const scratch = this.#scratch
      scratch.at = 0
      scratch.copy(written, from, at)
      out.at = from
      writeEscaped(out, scratch)
      break
    }
    return true
  }

  #maskField({ mask, canonical, padded }: MaskedField, bytes: Buffer, start: number, end: number): void {
    const scratch = this.#scratch
    scratch.at = 0
    const text = textOf(bytes, start, end)
    const result = mask.value(canonicalOf(text, canonical, padded), this.#row)
    if (result === null) {
      this.#out.text('\\N')
      return
    }
    scratch.text(result)
    writeEscaped(this.#out, scratch)
  }
}

function canonicalOf(text: string, canonical: ((text: string) => string) | undefined, padded: boolean): string {
  if (padded) return text.replace(/ +$/, '')
  return canonical === undefined ? text : canonical(text)
}

function isNull(bytes: Buffer, start: number, end: number): boolean {
  return end - start === 2 && bytes[start] === backslash && bytes[start + 1] === bigN
}

/** What stands for a character behind a backslash; every other character stands for itself. */
const escapes: Readonly<Record<number, string>> = { 8: 'b', 9: 't', 10: 'n', 11: 'v', 12: 'f', 13: 'r', 92: '\\' }
const meanings: Readonly<Record<string, string>> = { b: '\b', t: '\t', n: '\n', v: '\v', f: '\f', r: '\r' }

/** Of what becomes two bytes, and a few that do not. */
function isEscaped(byte: number): boolean {
  return byte < 14 || byte === backslash
}

function textOf(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end)
  return text.includes('\\') ? text.replace(/\\(.)/gs, (_, letter: string) => meanings[letter] ?? letter) : text
}

function writeEscaped(out: MaskedOutput, { bytes, at: length }: MaskedOutput): void {
  out.reserve(length * 2)
  for (let i = 0; i < length; i++) {
    const byte = bytes[i]!
    const letter = isEscaped(byte) ? escapes[byte] : undefined
    if (letter === undefined) out.bytes[out.at++] = byte
    else {
      out.bytes[out.at++] = backslash
      out.bytes[out.at++] = letter.charCodeAt(0)
    }
  }
}

/** What masks see of the other columns, read when they ask. */
class CurrentLine implements RowValues {
  bytes: Buffer = Buffer.alloc(0)
  readonly #table: string
  readonly #columns: ReadonlyMap<
    string,
    { readonly index: number; readonly canonical: ((text: string) => string) | undefined; readonly padded: boolean }
  >
  fields: Int32Array

  constructor({ table, columns }: RowLayout, fields: Int32Array) {
    this.#table = table
    this.fields = fields
    this.#columns = new Map(
      columns.map(({ column: { name, type } }, index) => [
        name,
        { index, canonical: canonicalText(type), padded: isPadded(type) },
      ]),
    )
  }

  text(column: string): string | null {
    const found = this.#columns.get(column)
    if (found === undefined) throw unread(this.#table, column)
    const start = this.fields[found.index]!
    const end = this.fields[found.index + 1]! - 1
    if (isNull(this.bytes, start, end)) return null
    return canonicalOf(textOf(this.bytes, start, end), found.canonical, found.padded)
  }
}
