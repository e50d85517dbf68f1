/** Values as JSON holds them: whole numbers beyond 2^53 as text, bytes in hexadecimal, numbers that JSON lacks by name. */
export function printable(value: unknown): unknown {
  if (value === undefined) return null
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
  return Array.isArray(value) ? value.map(printable) : value
}
