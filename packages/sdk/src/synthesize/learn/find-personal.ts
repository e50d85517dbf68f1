import { detectTable } from '../../anonymize/detect/detect-table.ts'
import { type PersonalClass, weightOf } from '../../anonymize/detect/personal-class.ts'
import type { MaskingType } from '../../anonymize/masking-schema.ts'
import type { ValueForm } from '../../anonymize/value-form.ts'
import { formatDate, formatTimestamp } from '../../model/calendar.ts'
import type { SampleColumn, SampleTable } from './sample-table.ts'

export interface PersonalColumn {
  readonly class: PersonalClass
  /** No value of it is emitted, however many rows share it. */
  readonly identifies: boolean
}

const sure = 0.7
const looked = 2000

const forms: Readonly<Partial<Record<SampleColumn['type'], ValueForm>>> = {
  integer: 'integer',
  decimal: 'decimal',
  float: 'float',
  boolean: 'boolean',
  uuid: 'uuid',
  date: 'date',
  time: 'time',
  timestamp: 'timestamp',
  timestamptz: 'instant',
  json: 'json',
  bytes: 'bytes',
}

/** What columns hold of people, by their names and by some of their values. */
export function findPersonal(table: SampleTable): ReadonlyMap<string, PersonalColumn> {
  const step = Math.max(1, Math.floor(table.rows / looked))
  const places = Array.from({ length: Math.min(table.rows, looked) }, (_, i) => i * step)
  const detected = detectTable(
    {
      name: table.entity,
      columns: table.columns.map((column) => ({
        name: column.name,
        databaseType: column.type,
        value: { kind: 'scalar', form: forms[column.type] ?? 'text' } satisfies MaskingType,
        nullable: true,
        generated: false,
      })),
      keys: [],
      foreignKeys: [],
      checks: [],
      fixed: [],
    },
    new Map(table.columns.map((column) => [column.name, textsAt(column, places)])),
  )
  const found = new Map<string, PersonalColumn>()
  for (const { name, findings, harmless } of detected) {
    const top = findings.find(({ path, confidence }) => path === undefined && confidence >= sure)
    if (top === undefined || harmless) continue
    found.set(name, { class: top.class, identifies: ['direct', 'secret', 'open'].includes(weightOf(top.class)) })
  }
  return found
}

function textsAt(column: SampleColumn, places: readonly number[]): (string | null)[] {
  switch (column.kind) {
    case 'word':
      return places.map((row) => column.words[column.codes[row]!] ?? null)
    case 'other':
      return places.map(() => null)
    default:
      return places.map((row) => {
        const value = column.values[row]!
        if (Number.isNaN(value)) return null
        if (column.type === 'date') return formatDate(value)
        if (column.type === 'timestamp' || column.type === 'timestamptz')
          return formatTimestamp(value, column.type === 'timestamptz')
        return String(value)
      })
  }
}
