/**
 * Rows as one JSON text, the only parameter of a statement: no limit of parameters is ever met, and the database itself
 * turns each value into its column's type. Bytes become hexadecimal digits.
 */
export function jsonOfRows(rows: readonly (readonly unknown[])[], form: 'arrays' | 'objects'): string {
  if (form === 'arrays') return `[${rows.map((row) => `[${row.map(jsonOf).join(',')}]`).join(',')}]`
  return `[${rows.map((row) => `{${row.map((value, i) => `"c${i}":${jsonOf(value)}`).join(',')}}`).join(',')}]`
}

/** A value within a statement's JSON. */
export function jsonOf(value: unknown): string {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number' && !Number.isFinite(value)) return JSON.stringify(String(value))
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString('hex'))
  return JSON.stringify(value, standIn) ?? 'null'
}

/** Within a JSON value: what JSON has no form for becomes what it is most alike. */
function standIn(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString()
  if (value instanceof Map) return Object.fromEntries(value)
  if (value instanceof Set) return [...value]
  return value
}

/** Pieces of at most so many characters of JSON, so that neither memory nor the server's limit for a value is reached. */
export function* pieces<Row>(
  rows: readonly Row[],
  sizeOf: (row: Row) => number,
  most: number,
): Generator<readonly Row[]> {
  let start = 0
  let size = 0
  for (let i = 0; i < rows.length; i++) {
    const own = sizeOf(rows[i]!)
    if (i > start && size + own > most) {
      yield rows.slice(start, i)
      start = i
      size = 0
    }
    size += own
  }
  if (start < rows.length) yield rows.slice(start)
}
