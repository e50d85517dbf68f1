import type { ValueForm } from '../../../anonymize/value-form.ts'

/** What of a value says something: letters and digits, digits alone, or more than the sign of bytes. */
export type Saying = 'letters' | 'digits' | 'bytes'

/** Numbers and moments that are none, such as infinity. */
const numeric: ReadonlySet<ValueForm | undefined> = new Set([
  'decimal',
  'float',
  'date',
  'timestamp',
  'instant',
  'interval',
])

export function sayingOf(form: ValueForm | undefined): Saying {
  return form === 'bytes' ? 'bytes' : numeric.has(form) ? 'digits' : 'letters'
}

/** A value without a letter or a digit, of any script, is nobody's. */
export function saysSomething(bytes: Uint8Array, start: number, end: number, form: ValueForm | undefined): boolean {
  // Bytes are written as \x and their digits.
  if (form === 'bytes') return end - start > 2
  const letters = !numeric.has(form)
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0
    if (byte >= 48 && byte <= 57) return true
    if (letters && (byte >= 128 || ((byte | 32) >= 97 && (byte | 32) <= 122))) return true
  }
  return false
}
