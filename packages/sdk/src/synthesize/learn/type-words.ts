import { parseDate, parseTime, parseTimestamp } from '../../model/calendar.ts'
import type { SampleColumn, WordColumn } from './sample-table.ts'

interface Reading {
  readonly type: 'integer' | 'decimal' | 'date' | 'time' | 'timestamp' | 'timestamptz'
  readonly looks: RegExp
  read(text: string): number | undefined
}

const clock = '\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,6})?)?'
const number = (text: string): number | undefined => (Number.isFinite(Number(text)) ? Number(text) : undefined)

/** Digits behind a leading zero are a code, not a number. */
const readings: readonly Reading[] = [
  { type: 'integer', looks: /^(0|-?[1-9]\d{0,14})$/, read: number },
  { type: 'decimal', looks: /^-?(0|[1-9]\d*)?(\.\d+)?([eE][+-]?\d{1,3})?$/, read: number },
  { type: 'date', looks: /^\d{4}-\d{2}-\d{2}$/, read: parseDate },
  { type: 'time', looks: new RegExp(`^${clock}$`), read: parseTime },
  {
    type: 'timestamp',
    looks: new RegExp(`^\\d{4}-\\d{2}-\\d{2}[ T]${clock}$`),
    read: (text) => parseTimestamp(text, false),
  },
  {
    type: 'timestamptz',
    looks: new RegExp(`^\\d{4}-\\d{2}-\\d{2}[ T]${clock} ?(Z|[+-]\\d{2}(:?\\d{2})?)$`),
    read: (text) => parseTimestamp(text, true),
  },
]

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** What a file without types writes as text is what all of its values can be read as. */
export function typeWords(column: WordColumn): { readonly column: SampleColumn; readonly mixed: boolean } {
  if (column.type !== 'text' || column.words.length === 0) return { column, mixed: false }
  for (const { type, looks, read } of readings) {
    const values = column.words.map((word) => (word !== '' && looks.test(word) ? read(word) : undefined))
    const known = values.filter((value) => value !== undefined).length
    if (known === values.length) {
      const numbers = Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : values[code]!))
      const kind = type === 'integer' || type === 'decimal' ? 'number' : 'time'
      return { column: { kind, name: column.name, type, values: numbers }, mixed: false }
    }
  }
  if (column.words.every((word) => uuid.test(word))) return { column: { ...column, type: 'uuid' }, mixed: false }
  if (column.words.every((word) => word === 'true' || word === 'false'))
    return { column: { ...column, type: 'boolean' }, mixed: false }
  const numeric = column.words.filter((word) => readings.some(({ looks }) => word !== '' && looks.test(word))).length
  return { column, mixed: numeric >= 2 && numeric >= column.words.length / 3 }
}
