import { outdated } from '../replay-token.ts'

/** What JSON has no form for stands as an object of one name, which no value of a person's begins with. */
const mark = '$understudy'

/** A value as JSON; what cannot be written says so, for who wants to read it. */
export function toWritten(value: unknown): unknown {
  if (value === undefined) return { [mark]: 'undefined' }
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : { [mark]: 'number', of: String(value) }
  if (typeof value === 'bigint') return { [mark]: 'bigint', of: String(value) }
  if (value instanceof Date) return { [mark]: 'date', of: value.getTime() }
  if (isBytes(value)) return { [mark]: 'bytes', of: Buffer.from(value).toString('base64url') }
  if (Array.isArray(value)) return value.map(toWritten)
  if (typeof value === 'object' && isPlain(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, toWritten(one)]))
  }
  return { [mark]: 'unwritten' }
}

/** The names and values that were written, of a call of a factory. */
export function fromWritten(written: unknown, factory: string): Record<string, unknown> {
  if (typeof written !== 'object' || written === null) throw outdated(`a call of ${factory} cannot be read`)
  return Object.fromEntries(Object.entries(written).map(([name, one]) => [name, readValue(one, `${factory}.${name}`)]))
}

function readValue(written: unknown, at: string): unknown {
  if (Array.isArray(written)) return written.map((one) => readValue(one, at))
  if (typeof written !== 'object' || written === null) return written
  if (!(mark in written)) {
    return Object.fromEntries(Object.entries(written).map(([name, one]) => [name, readValue(one, at)]))
  }
  const of = 'of' in written ? written.of : undefined
  switch (written[mark]) {
    case 'undefined':
      return undefined
    case 'number':
      return Number(of)
    case 'bigint':
      return BigInt(String(of))
    case 'date':
      return new Date(Number(of))
    case 'bytes':
      return new Uint8Array(Buffer.from(String(of), 'base64url'))
    default:
      throw outdated(`the test gave ${at} a value that cannot be written into a token`)
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Of any realm: under Jest, a Buffer of Node is no instance of the Uint8Array that a test file has. */
function isBytes(value: unknown): value is Uint8Array {
  return Object.prototype.toString.call(value) === '[object Uint8Array]'
}
