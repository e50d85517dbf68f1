import type { Vector } from '../model/batch.ts'
import { formatDate, formatTime, formatTimestamp } from '../model/calendar.ts'

/** Every value as text: for values that are put into other texts, and for fields that hold as text what is none. */
export function textsOf(vector: Vector): string[] {
  const read = reader(vector)
  return Array.from({ length: vector.length }, (_, i) => read(i))
}

function reader(vector: Vector): (i: number) => string {
  switch (vector.type) {
    case 'int':
    case 'float':
      return (i) => plainNumber(vector.values[i]!)
    case 'bigint':
      return (i) => String(vector.values[i])
    case 'decimal':
      return (i) => decimalText(vector.unscaled[i]!, vector.scale)
    case 'bool':
      return (i) => (vector.values[i] === 1 ? 'true' : 'false')
    case 'date':
      return (i) => formatDate(vector.days[i]!)
    case 'time':
      return (i) => formatTime(vector.micros[i]!)
    case 'timestamp':
      return (i) => formatTimestamp(vector.micros[i]!, vector.zoned)
    case 'uuid':
      return (i) => uuidText(vector.words, i)
    case 'pick':
      return (i) => vector.dictionary.words[vector.indices[i]!]!
    case 'text':
      return (i) => vector.values[i]!
    case 'concat': {
      const parts = vector.parts.map((part) => (part.type === 'const' ? () => part.text : reader(part)))
      return (i) => {
        let text = ''
        for (const part of parts) text += part(i)
        return text
      }
    }
    case 'bytes':
      return (i) => `\\x${Array.from(vector.values[i]!, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
    case 'json':
      return (i) => JSON.stringify(vector.values[i] ?? null)
    case 'list':
      return (i) => JSON.stringify(listOf(vector.values[i]!))
  }
}

function listOf(vector: Vector): unknown[] {
  if (vector.type === 'int' || vector.type === 'float') return [...vector.values]
  if (vector.type === 'bool') return Array.from(vector.values, (value) => value === 1)
  if (vector.type === 'json') return [...vector.values]
  if (vector.type === 'list') return vector.values.map(listOf)
  return textsOf(vector)
}

/** Without an exponent, as databases take it in every place. */
function plainNumber(value: number): string {
  const text = String(value)
  if (!text.includes('e')) return text
  return Number.isInteger(value) ? String(BigInt(value)) : value.toFixed(20).replace(/\.?0+$/, '')
}

function decimalText(unscaled: number, scale: number): string {
  const digits = String(Math.abs(unscaled)).padStart(scale + 1, '0')
  const sign = unscaled < 0 ? '-' : ''
  return scale === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

function uuidText(words: Uint32Array, i: number): string {
  let hex = ''
  for (let k = 0; k < 4; k++) hex += words[4 * i + k]!.toString(16).padStart(8, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
