import { formatDate, formatTime, formatTimestamp } from '../calendar.ts'
import { formatExact } from './exact.ts'
import { canonicalJson } from './order.ts'
import type { Dialect } from './term.ts'
import { isInterval, isJson, isList, type Shape, type Value } from './value.ts'

/** A value as its database would write it out as text. */
export function writeText(value: Exclude<Value, null>, shape: Shape, dialect: Dialect): string {
  switch (shape.type) {
    case 'decimal':
      return typeof value === 'number' || typeof value === 'bigint' ? formatExact(value, shape.scale) : String(value)
    case 'float':
      return dialect === 'sqlite' && Number.isInteger(value) ? `${String(value)}.0` : String(value)
    case 'boolean':
      return dialect === 'sqlite' ? String(Number(value)) : String(value)
    case 'date':
      return formatDate(Number(value))
    case 'time':
      return formatTime(Number(value))
    case 'timestamp':
    case 'timestamptz':
      return formatTimestamp(Number(value), shape.type === 'timestamptz')
    case 'bytes':
      return `\\x${String(value)}`
    default:
      return writeOther(value, shape, dialect)
  }
}

function writeOther(value: Exclude<Value, null>, shape: Shape, dialect: Dialect): string {
  if (isJson(value)) return canonicalJson(value.json)
  if (isInterval(value)) return `${value.months} mons ${value.days} days ${formatTime(value.micros)}`
  if (!isList(value)) return String(value)
  const element = shape.element ?? { type: 'text', scale: 0 }
  const parts = value.map((part) => {
    if (part === null) return 'NULL'
    const text = writeText(part, isList(part) ? shape : element, dialect)
    return isList(part) || /^(?!null$)[^\s{},"\\]+$/i.test(text) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`
  })
  return `{${parts.join(',')}}`
}
