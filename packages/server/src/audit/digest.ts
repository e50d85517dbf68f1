import { createHmac } from 'node:crypto'
import { keyObject } from '../crypto/key-object.ts'

/** Keyed, because what it stands for may be a guessable word: without the key nobody can try words against it. */
export function digestOf(key: Uint8Array, value: unknown): string {
  return createHmac('sha256', keyObject(key)).update(canonicalJson(value)).digest('base64url')
}

/** The same text for the same value, in whatever order its fields were set. Fields that are undefined are not there. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`
  if (value instanceof Uint8Array) return JSON.stringify({ bytes: Buffer.from(value).toString('base64') })
  if (typeof value === 'bigint') return JSON.stringify({ integer: String(value) })
  if (value !== null && typeof value === 'object' && !('toJSON' in value)) {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined)
    fields.sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`).join(',')}}`
  }
  return JSON.stringify(value) ?? 'null'
}
