import type { ValueForm } from '../../anonymize/value-form.ts'

/** A value as it stands in SQLite: whole numbers as bigint, every number as a real, bytes of a text that is no UTF-8. */
export type StoredValue = null | bigint | number | string | Uint8Array | ExactText

/** A text by its bytes, in the encoding of the file, where characters would lose some. */
export class ExactText {
  readonly bytes: Uint8Array
  readonly #encoding: string

  /** @param encoding as `pragma encoding` says it */
  constructor(bytes: Uint8Array, encoding: string) {
    this.bytes = bytes
    this.#encoding = encoding
  }

  /** What it reads as, whatever of it is no character. */
  toString(): string {
    return new TextDecoder(this.#encoding, { ignoreBOM: true }).decode(this.bytes)
  }
}

/** The value as masks read it, whichever class it is stored in; null is NULL. */
export function canonicalText(value: StoredValue, form: ValueForm | undefined): string | null {
  if (value === null) return null
  if (typeof value === 'bigint') {
    if (form === 'boolean' && (value === 0n || value === 1n)) return value === 1n ? 'true' : 'false'
    return value.toString()
  }
  if (typeof value === 'number') return numberText(value, form)
  if (typeof value === 'string') return textOf(value, form)
  if (value instanceof ExactText) return textOf(value.toString(), form)
  const hex = Buffer.from(value).toString('hex')
  return form === 'uuid' && value.length === 16 ? hex.replace(bytesOfUuid, '$1-$2-$3-$4-$5') : `\\x${hex}`
}

const bytesOfUuid = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/
const moment = /^(-?\d{4,6}-\d\d-\d\d)[ T](\d\d:\d\d)(:\d\d)?(\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?$/

/** What a mask gave, stored in the class and in the style that the value had before, as far as it fits. */
export function storedLike(text: string | null, before: StoredValue, form: ValueForm | undefined): StoredValue {
  if (text === null || before === null) return text
  if (typeof before === 'bigint') return wholeNumber(text, form) ?? realNumber(text) ?? text
  if (typeof before === 'number') return realNumber(text) ?? text
  if (typeof before === 'string') return styledLike(text, before, form)
  if (before instanceof ExactText) return styledLike(text, before.toString(), form)
  if (/^\\x(?:[0-9a-f]{2})*$/i.test(text)) return Buffer.from(text.slice(2), 'hex')
  const uuid = form === 'uuid' && before.length === 16 ? text.replaceAll('-', '') : ''
  return /^[0-9a-f]{32}$/i.test(uuid) ? Buffer.from(uuid, 'hex') : text
}

function wholeNumber(text: string, form: ValueForm | undefined): bigint | undefined {
  if (form === 'boolean' && (text === 'true' || text === 'false')) return text === 'true' ? 1n : 0n
  if (!/^-?\d{1,19}$/.test(text)) return undefined
  const value = BigInt(text)
  return BigInt.asIntN(64, value) === value ? value : undefined
}

function realNumber(text: string): number | undefined {
  return /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined
}

/** Decimals in full digits; floats in the fewest that read back as the same. */
function numberText(value: number, form: ValueForm | undefined): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity'
  if (Object.is(value, -0)) return '0'
  const text = String(value)
  return form === 'float' || !text.includes('e') ? text : inFullDigits(text)
}

function inFullDigits(text: string): string {
  const [mantissa = '', exponent = '0'] = text.split('e')
  const sign = mantissa.startsWith('-') ? '-' : ''
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.')
  const point = whole.length + Number(exponent)
  const digits = whole + fraction
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  if (point >= digits.length) return sign + digits.padEnd(point, '0')
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

function textOf(value: string, form: ValueForm | undefined): string {
  switch (form) {
    case 'uuid':
    case 'boolean':
      return value.toLowerCase()
    case 'timestamp':
    case 'instant':
      return momentText(value, form)
    case 'time':
      return value.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')
    default:
      return value
  }
}

/** A moment that names a zone is told in UTC, whatever its column is declared as. */
function momentText(value: string, form: 'timestamp' | 'instant'): string {
  const [, date, time, seconds = ':00', fraction = '', zone] = moment.exec(value) ?? []
  if (date === undefined || time === undefined) return value
  const rest = fraction.replace(/\.?0+$/, '')
  if (form === 'timestamp' && zone === undefined) return `${date}T${time}${seconds}${rest}`
  const instant = Date.parse(`${date}T${time}${seconds}${zoneText(zone)}`)
  if (Number.isNaN(instant)) return value
  const text = `${new Date(instant).toISOString().replace(/\.\d+Z$/, '')}${rest}`
  return form === 'timestamp' ? text : `${text}Z`
}

function zoneText(zone: string | undefined): string {
  return zone === undefined || zone === 'Z' ? 'Z' : zone.replace(/^(.{3}):?/, '$1:')
}

/** A space or a T between day and time, and a zone or none, as the value had it. */
function styledLike(text: string, before: string, form: ValueForm | undefined): string {
  if (form !== 'timestamp' && form !== 'instant') return text
  const written = moment.exec(before)
  if (written === null || !moment.test(text)) return text
  const spaced = (before.includes('T') ? text : text.replace('T', ' ')).replace(/Z$/, '')
  return written[5] === undefined ? spaced : `${spaced}Z`
}
