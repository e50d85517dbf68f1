import type { ByteSink } from './byte-sink.ts'

const ZERO = 48
const MINUS = 45
const POINT = 46

/** '00' to '99' and '0000' to '9999', each as the number that a little-endian store writes as its digits. */
export const pairs = Uint16Array.from({ length: 100 }, (_, n) => ascii(n, 2))
const quads = Int32Array.from({ length: 10_000 }, (_, n) => ascii(n, 4))

function ascii(n: number, width: number): number {
  let word = 0
  for (let i = 0, rest = n; i < width; i++, rest = Math.floor(rest / 10)) word = (word << 8) | (ZERO + (rest % 10))
  return word
}

/** Powers of ten that a double holds exactly. */
export const powersOfTen: readonly number[] = Array.from({ length: 23 }, (_, i) => Number(`1e${i}`))

export const asciiOf = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))

/** Longest text of each writer below; what is behind it in the buffer may be written over. */
export const bounds = { integer: 24, bigint: 24, float: 32, uuid: 36 } as const

/** Below 10,000, without a branch: lengths change from row to row. Up to three bytes behind the end are written over. */
function writeShort(view: DataView, position: number, value: number): number {
  const digits = 1 + ((9 - value) >>> 31) + ((99 - value) >>> 31) + ((999 - value) >>> 31)
  view.setInt32(position, quads[value]! >>> ((4 - digits) << 3), true)
  return position + digits
}

/** Below 2^31. */
function writeSmall(view: DataView, position: number, value: number): number {
  if (value < 10_000) return writeShort(view, position, value)
  const high = (value / 10_000) | 0
  const end = high < 10_000 ? writeShort(view, position, high) : writeWide(view, position, high)
  view.setInt32(end, quads[value - high * 10_000]!, true)
  return end + 4
}

function writeWide(view: DataView, position: number, value: number): number {
  const high = (value / 10_000) | 0
  const end = writeShort(view, position, high)
  view.setInt32(end, quads[value - high * 10_000]!, true)
  return end + 4
}

/** Exactly `width` digits of a whole number below 2^31. */
export function writePadded(view: DataView, position: number, value: number, width: number): number {
  let at = position + width
  let rest = value
  for (; at - position >= 4; at -= 4) {
    const quotient = (rest / 10_000) | 0
    view.setInt32(at - 4, quads[rest - quotient * 10_000]!, true)
    rest = quotient
  }
  for (; at > position; at--) {
    const quotient = (rest / 10) | 0
    view.setUint8(at - 1, ZERO + rest - quotient * 10)
    rest = quotient
  }
  return position + width
}

/** Any whole double. */
export function writeInteger(view: DataView, position: number, value: number): number {
  let at = position
  let rest = value
  if (rest < 0) {
    view.setUint8(at++, MINUS)
    rest = -rest
  }
  if (rest < 0x7fffffff) return writeSmall(view, at, rest | 0)
  if (rest > Number.MAX_SAFE_INTEGER) return writeAscii(view, at, BigInt(rest).toString())
  const high = Math.floor(rest / 1e8)
  at = writeSmall(view, at, high)
  const low = (rest - high * 1e8) | 0
  const quotient = (low / 10_000) | 0
  view.setInt32(at, quads[quotient]!, true)
  view.setInt32(at + 4, quads[low - quotient * 10_000]!, true)
  return at + 8
}

/** A 64-bit whole number given as its two halves, so that none is boxed where a double holds it. */
export function writeInt64(view: DataView, position: number, high: number, low: number): number {
  if (high >= -0x200000 && high < 0x200000) return writeInteger(view, position, high * 0x1_0000_0000 + (low >>> 0))
  return writeAscii(view, position, ((BigInt(high) << 32n) | BigInt(low >>> 0)).toString())
}

/** unscaled / 10^scale, with exactly `scale` digits behind the point. Needs 22 + scale bytes. */
export function writeDecimal(view: DataView, position: number, unscaled: number, scale: number): number {
  if (scale === 0) return writeInteger(view, position, unscaled)
  let at = position
  let rest = unscaled
  if (rest < 0) {
    view.setUint8(at++, MINUS)
    rest = -rest
  }
  if (scale === 2 && rest < 0x7fffffff) {
    const whole = (rest / 100) | 0
    at = writeSmall(view, at, whole)
    view.setUint8(at, POINT)
    view.setUint16(at + 1, pairs[(rest | 0) - whole * 100]!, true)
    return at + 3
  }
  let whole = 0
  if (scale <= 15) {
    const power = powersOfTen[scale]!
    // The quotient of whole numbers below 2^53 is too far from the next whole number to be rounded up to it.
    whole = Math.floor(rest / power)
    rest -= whole * power
  }
  at = writeInteger(view, at, whole)
  view.setUint8(at++, POINT)
  if (scale <= 9) return writePadded(view, at, rest, scale)
  for (let width = scale; width > 18; width--) view.setUint8(at++, ZERO)
  const width = Math.min(scale, 18)
  const high = Math.floor(rest / 1e9)
  at = writePadded(view, at, high, width - 9)
  return writePadded(view, at, rest - high * 1e9, 9)
}

/** Any finite double, as the shortest text that reads back the same; -0 keeps its sign. */
export function writeFloat(view: DataView, position: number, value: number): number {
  // Two decimals of at most 15 digits never share a double, so a short one that reads back is the shortest.
  const thousands = Math.round(value * 1000)
  if (thousands / 1000 === value && thousands > -1e15 && thousands < 1e15 && value !== 0) {
    let at = writeDecimal(view, position, thousands, 3)
    while (view.getUint8(at - 1) === ZERO) at--
    return view.getUint8(at - 1) === POINT ? at - 1 : at
  }
  return writeAscii(view, position, Object.is(value, -0) ? '-0' : String(value))
}

export function writeAscii(view: DataView, position: number, text: string): number {
  let at = position
  for (let i = 0; i < text.length; i++) view.setUint8(at++, text.charCodeAt(i))
  return at
}

const hexDigits = asciiOf('0123456789abcdef')
/** '00' to 'ff' as little-endian numbers. */
const hexPairs = Uint16Array.from({ length: 256 }, (_, n) => hexDigits[n >> 4]! | (hexDigits[n & 15]! << 8))

/** Value `index` of a vector of uuids, 36 bytes. */
export function writeUuid(view: DataView, position: number, words: Uint32Array, index: number): number {
  const base = index * 4
  const second = words[base + 1]!
  const third = words[base + 2]!
  writeHex32(view, position, words[base]!)
  view.setUint8(position + 8, MINUS)
  writeHex16(view, position + 9, second >>> 16)
  view.setUint8(position + 13, MINUS)
  writeHex16(view, position + 14, second & 0xffff)
  view.setUint8(position + 18, MINUS)
  writeHex16(view, position + 19, third >>> 16)
  view.setUint8(position + 23, MINUS)
  writeHex16(view, position + 24, third & 0xffff)
  writeHex32(view, position + 28, words[base + 3]!)
  return position + 36
}

function writeHex32(view: DataView, position: number, word: number): void {
  writeHex16(view, position, word >>> 16)
  writeHex16(view, position + 4, word & 0xffff)
}

function writeHex16(view: DataView, position: number, half: number): void {
  view.setUint16(position, hexPairs[half >>> 8]!, true)
  view.setUint16(position + 2, hexPairs[half & 255]!, true)
}

/** Two lower-case hexadecimal digits a byte. */
export function writeHex(sink: ByteSink, position: number, value: Uint8Array): number {
  sink.reserve(position, value.length * 2)
  const bytes = sink.bytes
  let at = position
  for (let i = 0; i < value.length; i++) {
    const byte = value[i]!
    bytes[at++] = hexDigits[byte >>> 4]!
    bytes[at++] = hexDigits[byte & 15]!
  }
  return at
}

const base64Digits = asciiOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
const EQUALS = 61

/** Base64 of RFC 4648 with padding. */
export function writeBase64(sink: ByteSink, position: number, value: Uint8Array): number {
  sink.reserve(position, Math.ceil(value.length / 3) * 4)
  const bytes = sink.bytes
  let at = position
  for (let i = 0; i < value.length; i += 3) {
    const present = value.length - i
    const triple = (value[i]! << 16) | ((value[i + 1] ?? 0) << 8) | (value[i + 2] ?? 0)
    bytes[at++] = base64Digits[triple >>> 18]!
    bytes[at++] = base64Digits[(triple >>> 12) & 63]!
    bytes[at++] = present > 1 ? base64Digits[(triple >>> 6) & 63]! : EQUALS
    bytes[at++] = present > 2 ? base64Digits[triple & 63]! : EQUALS
  }
  return at
}
