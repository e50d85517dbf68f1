/**
 * Parameters as they are now, whatever becomes of the objects that they came in: pg makes JSON of objects, so a copy may
 * be JSON already. What says itself how it is sent (toPostgres) stays the object that it is.
 */
export function keptValues(values: unknown): unknown {
  return Array.isArray(values) ? values.map(keptValue) : values
}

function keptValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return new Date(value)
  if (value instanceof Uint8Array) return Buffer.from(value)
  if (Array.isArray(value)) return value.map(keptValue)
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || 'toPostgres' in value) return value
  return JSON.stringify(value)
}

/** About how much memory it takes. */
export function bytesOf(values: unknown): number {
  if (typeof values === 'string') return values.length
  if (values instanceof Uint8Array) return values.length
  if (Array.isArray(values)) return values.reduce((sum: number, value) => sum + bytesOf(value), 8)
  return 8
}
