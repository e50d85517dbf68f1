const written = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?\s?(Z|UTC|[+-]\d\d(:?\d\d)?)$/

/** Milliseconds since 1970, where a value is a moment, as a Date or as text with its zone; else undefined. */
export function momentOf(value: unknown): number | undefined {
  const time = value instanceof Date ? value.getTime() : typeof value === 'string' ? parsed(value) : Number.NaN
  return Number.isNaN(time) ? undefined : time
}

function parsed(text: string): number {
  if (!written.test(text)) return Number.NaN
  // Postgres writes a blank and zones of two digits.
  const iso = text.replace(' ', 'T').replace(/\s?UTC$/, 'Z')
  return Date.parse(/[+-]\d\d$/.test(iso) ? `${iso}:00` : iso)
}
