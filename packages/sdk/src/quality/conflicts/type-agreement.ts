import { parseDate, parseTime, parseTimestamp } from '../../model/calendar.ts'
import type { Scalar } from '../../model/expression/domain.ts'
import type { FieldType } from '../../model/schema.ts'

const chains: readonly (readonly FieldType[])[] = [
  ['integer', 'decimal', 'float'],
  ['date', 'timestamp', 'timestamptz'],
]

/** Whether a value may be of both: any value may be text. */
export function typesAgree(a: FieldType, b: FieldType): boolean {
  return a === b || a === 'text' || b === 'text' || chains.some((chain) => chain.includes(a) && chain.includes(b))
}

/** Whether a value of a list can be one of the type; where nobody knows it may. */
export function fitsType(value: Scalar, type: FieldType): boolean {
  switch (type) {
    case 'integer':
      return typeof value === 'string'
        ? /^\s*[+-]?\d+\s*$/.test(value)
        : typeof value === 'bigint' || Number.isInteger(value)
    case 'decimal':
    case 'float':
      return typeof value === 'string'
        ? value.trim() !== '' && !Number.isNaN(Number(value))
        : typeof value !== 'boolean'
    case 'boolean':
      return typeof value === 'boolean' || /^(true|false|t|f|yes|no|on|off|[01yn])$/i.test(String(value))
    case 'date':
      return typeof value === 'string' && parseDate(value) !== undefined
    case 'time':
      return typeof value === 'string' && parseTime(value) !== undefined
    case 'timestamp':
    case 'timestamptz':
      return typeof value === 'string' && parseTimestamp(value) !== undefined
    case 'uuid':
      return typeof value === 'string' && /^\{?[\da-f]{8}-?([\da-f]{4}-?){3}[\da-f]{12}\}?$/i.test(value)
    case 'text':
    case 'json':
    case 'bytes':
    case 'list':
      return true
  }
}
