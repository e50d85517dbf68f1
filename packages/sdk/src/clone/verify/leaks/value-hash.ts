import type { ValueForm } from '../../../anonymize/value-form.ts'
import { type Hash, hashBytes } from './byte-hash.ts'

/** Forms that two engines write differently; their digits are the same, but for zeros at the end. */
const numbers: ReadonlySet<ValueForm | undefined> = new Set(['integer', 'decimal', 'float'])
const moments: ReadonlySet<ValueForm | undefined> = new Set(['date', 'time', 'timestamp', 'instant'])

const digits = new DataView(new ArrayBuffer(64))
const [zero, nine, minus, point] = [48, 57, 45, 46] as const

/** @param across the value may be written by another engine than the one that it is compared with */
export function hashValue(
  view: DataView,
  start: number,
  end: number,
  form: ValueForm | undefined,
  across: boolean,
  into: Hash,
): void {
  const isNumber = numbers.has(form)
  if (!across || !(isNumber || moments.has(form))) {
    hashBytes(view, start, end, true, into)
    return
  }
  let length = 0
  // Zeros before the point of a number count: 1 is not 10.
  let least = isNumber ? Number.POSITIVE_INFINITY : 0
  for (let at = start; at < end && length < digits.byteLength; at++) {
    const byte = view.getUint8(at)
    if ((byte >= zero && byte <= nine) || (isNumber && at === start && byte === minus)) digits.setUint8(length++, byte)
    else if (byte === point && least > length) least = length
  }
  while (length > least && digits.getUint8(length - 1) === zero) length--
  hashBytes(digits, 0, length, true, into)
}
