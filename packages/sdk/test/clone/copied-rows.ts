import { BinaryRows } from '../../src/clone/copy/binary-rows.ts'
import type { RowMasker } from '../../src/clone/copy/row-masker.ts'
import { TextRows } from '../../src/clone/copy/text-rows.ts'
import type { layoutOf } from './row-layouts.ts'

export type Value = string | null
export type Row = readonly Value[]

export function binary(rows: readonly Row[]): Buffer {
  const pieces: Buffer[] = [Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]
  for (const row of rows) {
    pieces.push(Buffer.from([row.length >> 8, row.length & 255]))
    for (const value of row) {
      const bytes = value === null ? undefined : Buffer.from(value)
      const length = Buffer.alloc(4)
      length.writeInt32BE(bytes?.length ?? -1)
      pieces.push(length, bytes ?? Buffer.alloc(0))
    }
  }
  return Buffer.concat([...pieces, Buffer.from([255, 255])])
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r', '\b': '\\b' }
const escaped = (value: Value): string => value?.replace(/[\\\t\n\r\b]/g, (sign) => escapes[sign]!) ?? '\\N'

export const formats = {
  binary: { encode: binary, rows: (layout: ReturnType<typeof layoutOf>): RowMasker => new BinaryRows(layout) },
  text: {
    encode: (rows: readonly Row[]): Buffer =>
      Buffer.from(rows.map((row) => `${row.map(escaped).join('\t')}\n`).join('')),
    rows: (layout: ReturnType<typeof layoutOf>): RowMasker => new TextRows(layout),
  },
}
export type Format = keyof typeof formats

/** All that a masker says of bytes that break at these sizes, one after the other. */
export function said(rows: RowMasker, bytes: Buffer, sizes: readonly number[]) {
  const pieces: Buffer[] = []
  for (let [at, i] = [0, 0]; at < bytes.length; i++) {
    const size = sizes[i % sizes.length]!
    pieces.push(Buffer.from(rows.feed(bytes.subarray(at, at + size))))
    at += size
  }
  rows.finish()
  return { bytes: Buffer.concat(pieces), rows: rows.rows, rowsMasked: rows.rowsMasked, values: [...rows.values] }
}
