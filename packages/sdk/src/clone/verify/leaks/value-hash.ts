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

const digits = new DataView(new ArrayBuffer(64))

/** @param across the value may be written by another engine than the one that it is compared with */
export function hashValue(
  view: DataView,
  start: number,
  end: number,
  form: ValueForm | undefined,
  across: boolean,
  into: Hash,
): void {
  if (!across || !byDigits.has(form)) {
    hashBytes(view, start, end, true, into)
    return
  }
  let length = 0
  for (let at = start; at < end && length < digits.byteLength; at++) {
    const byte = view.getUint8(at)
    if (byte >= 48 && byte <= 57) digits.setUint8(length++, byte)
  }
  while (length > 0 && digits.getUint8(length - 1) === 48) length--
  hashBytes(digits, 0, length, true, into)
}
