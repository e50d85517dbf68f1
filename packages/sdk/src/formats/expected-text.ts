import type { Vector } from '../model/batch.ts'
import { valueAt } from './row-objects.ts'

/** What a value should read as in ISO text, worked out the slow way for tests: with Date, BigInt and JSON. */
export function expectedText(vector: Vector, row: number): string | null {
  if (vector.nulls?.[row] === 1) return null
  switch (vector.type) {
    case 'int':
    case 'bigint':
      return String(vector.values[row])
    case 'float':
      return Object.is(vector.values[row], -0) ? '-0' : String(vector.values[row])
    case 'decimal':
      return decimalText(BigInt(vector.unscaled[row]!), vector.scale)
    case 'bool':
      return String(vector.values[row] === 1)
    case 'date':
      return new Date(vector.days[row]! * 86_400_000).toISOString().slice(0, 10)
    case 'time':
      return timestampText(vector.micros[row]!, false).slice(11)
    case 'timestamp':
      return timestampText(vector.micros[row]!, vector.zoned)
    case 'bytes':
      return Buffer.from(vector.values[row]!).toString('base64')
    case 'json':
    case 'list':
      return jsonOf(vector, row)
    default:
      return String(valueAt(vector, row))
  }
}

export function decimalText(unscaled: bigint, scale: number): string {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0')
  const split = digits.length - scale
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, split)}${scale > 0 ? `.${digits.slice(split)}` : ''}`
}

function timestampText(micros: number, zoned: boolean): string {
  const whole = BigInt(micros)
  const rest = ((whole % 1000n) + 1000n) % 1000n
  const iso = new Date(Number((whole - rest) / 1000n)).toISOString()
  const withMicros = rest === 0n ? iso : iso.replace('Z', `${String(rest).padStart(3, '0')}Z`)
  return zoned ? withMicros : withMicros.replace('Z', '').replace(/\.000$/, '')
}

/** Types whose JSON is a string. */
const quoted: readonly Vector['type'][] = ['date', 'time', 'timestamp', 'bytes', 'uuid', 'pick', 'concat', 'text']

/** A value as JSON text. */
export function jsonOf(vector: Vector, row: number): string {
  if (vector.nulls?.[row] === 1) return 'null'
  if (vector.type === 'json') return exactJson(vector.values[row])
  if (vector.type === 'list') {
    const elements = vector.values[row]!
    return `[${Array.from({ length: elements.length }, (_, i) => jsonOf(elements, i)).join(',')}]`
  }
  const text = expectedText(vector, row)
  return quoted.includes(vector.type) ? JSON.stringify(text) : String(text)
}

function exactJson(value: unknown): string {
  if (typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return `[${value.map(exactJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{${Object.entries(value).map(([k, v]) => `${JSON.stringify(k)}:${exactJson(v)}`)}}`
}
