import { writeInt16, writeInt32 } from './big-endian.ts'
import { type ByteSink, viewOf } from './byte-sink.ts'
import { powersOfTen, writeDecimal } from './digits.ts'
import { Unwritable } from './unwritable.ts'

/**
 * Postgres's numeric: groups of four decimal digits, the weight of the first group (its power of 10,000), a sign and
 * the number of digits to show behind the point. Here with the length of the field before it.
 */
const HEADER = 12
const NEGATIVE = 0x4000

/** Bytes of a field that `writeNumeric` writes at most. */
export const numericBound = 64

const signsOfText = new Map([
  ['NaN', 0xc000],
  ['Infinity', 0xd000],
  ['-Infinity', 0xf000],
])

/** unscaled / 10^scale as a field. */
export function writeNumeric(sink: ByteSink, position: number, unscaled: number, scale: number): number {
  // Beyond 12 digits a fraction filled up to whole groups may pass 2^53.
  if (scale > 12) return writeNumericText(sink, position, decimalText(unscaled, scale))
  const { view, bytes } = sink
  let fraction = unscaled < 0 ? -unscaled : unscaled
  let whole = 0
  if (scale === 0) {
    whole = fraction
    fraction = 0
  } else {
    const power = powersOfTen[scale]!
    whole = Math.floor(fraction / power)
    fraction -= whole * power
  }
  let weight = whole >= 1e12 ? 3 : whole >= 1e8 ? 2 : whole >= 1e4 ? 1 : whole > 0 ? 0 : -1
  let at = position + HEADER
  for (let group = weight; group >= 0; group--) {
    const power = powersOfTen[group * 4]!
    const digits = Math.floor(whole / power)
    whole -= digits * power
    at = writeInt16(view, at, digits)
  }
  const groups = (scale + 3) >> 2
  fraction *= powersOfTen[groups * 4 - scale]!
  for (let group = groups - 1; group >= 0; group--) {
    const power = powersOfTen[group * 4]!
    const digits = Math.floor(fraction / power)
    fraction -= digits * power
    // A first group of zeros is not stored: the weight says so.
    if (digits === 0 && at === position + HEADER) weight--
    else at = writeInt16(view, at, digits)
  }
  while (at > position + HEADER && bytes[at - 1] === 0 && bytes[at - 2] === 0) at -= 2
  writeHeader(view, position, at, at === position + HEADER ? 0 : weight, unscaled < 0 ? NEGATIVE : 0, scale)
  return at
}

function writeHeader(view: DataView, position: number, end: number, weight: number, sign: number, scale: number): void {
  let at = writeInt32(view, position, end - position - 4)
  at = writeInt16(view, at, (end - position - HEADER) / 2)
  at = writeInt16(view, at, weight)
  at = writeInt16(view, at, sign)
  writeInt16(view, at, scale)
}

function decimalText(unscaled: number, scale: number): string {
  const bytes = Buffer.alloc(32 + scale)
  return bytes.toString('latin1', 0, writeDecimal(viewOf(bytes), 0, unscaled, scale))
}

/** Decimal digits, with an exponent or without, or NaN or an infinity, as a field. */
export function writeNumericText(sink: ByteSink, position: number, text: string): number {
  const special = signsOfText.get(text)
  if (special !== undefined) {
    sink.reserve(position, HEADER)
    writeHeader(sink.view, position, position + HEADER, 0, special, 0)
    return position + HEADER
  }
  const found = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,4}))?$/i.exec(text)
  if (found === null || !/\d/.test(text)) throw new Unwritable('a text is no number')
  const [, sign, wholeText = '', fractionText = '', exponentText = '0'] = found
  const { whole, fraction } = shiftPoint(wholeText, fractionText, Number(exponentText))
  const digits = whole.padStart(Math.ceil(whole.length / 4) * 4, '0')
  const all = digits + fraction.padEnd(Math.ceil(fraction.length / 4) * 4, '0')
  const groups = all.match(/.{4}/g) ?? []
  const first = groups.findIndex((group) => group !== '0000')
  const last = groups.findLastIndex((group) => group !== '0000')
  const stored = first < 0 ? [] : groups.slice(first, last + 1)
  sink.reserve(position, HEADER + stored.length * 2)
  let at = position + HEADER
  for (const group of stored) at = writeInt16(sink.view, at, Number(group))
  const weight = first < 0 ? 0 : digits.length / 4 - 1 - first
  writeHeader(sink.view, position, at, weight, sign === '-' && first >= 0 ? NEGATIVE : 0, fraction.length)
  return at
}

function shiftPoint(whole: string, fraction: string, exponent: number): { whole: string; fraction: string } {
  if (exponent >= 0) {
    const moved = fraction.padEnd(exponent, '0')
    return { whole: whole + moved.slice(0, exponent), fraction: moved.slice(exponent) }
  }
  const moved = whole.padStart(-exponent, '0')
  return { whole: moved.slice(0, exponent), fraction: moved.slice(exponent) + fraction }
}
