import type { ValueForm } from '../../../anonymize/value-form.ts'
import { type Hash, hashBytes } from './byte-hash.ts'

/** Forms that two engines write differently; their digits are the same. */
const byDigits: ReadonlySet<ValueForm | undefined> = new Set([
  'integer',
  'decimal',
  'float',
  'date',
  'time',
  'timestamp',
  'instant',
])

const digits = new Uint8Array(64)

/** @param across the value may be written by another engine than the one that it is compared with */
export function hashValue(
  bytes: Uint8Array,
  start: number,
  end: number,
  form: ValueForm | undefined,
  across: boolean,
  into: Hash,
): void {
  if (!across || !byDigits.has(form)) {
    hashBytes(bytes, start, end, into)
    return
  }
  let length = 0
  for (let at = start; at < end && length < digits.length; at++) {
    const byte = bytes[at] ?? 0
    if (byte >= 48 && byte <= 57) digits[length++] = byte
  }
  while (length > 0 && digits[length - 1] === 48) length--
  hashBytes(digits, 0, length, into)
}
