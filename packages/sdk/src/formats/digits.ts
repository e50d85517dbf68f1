import type { ByteSink } from './byte-sink.ts'

const ZERO = 48
const MINUS = 45
const POINT = 46

/** '00' to '99', end to end. */
export const pairs = Uint8Array.from({ length: 200 }, (_, i) => ZERO + (i & 1 ? (i >> 1) % 10 : Math.floor(i / 20)))

/** Powers of ten that a double holds exactly. */
export const powersOfTen: readonly number[] = Array.from({ length: 23 }, (_, i) => Number(`1e${i}`))

export const asciiOf = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))

/** Longest text of each writer below. */
export const bounds = { integer: 24, bigint: 24, float: 32, uuid: 36 } as const

function writeSmall(bytes: Uint8Array, position: number, value: number): number {
  let digits = 1
  if (value >= 10_000) {
    if (value >= 1_000_000)
      digits = value >= 100_000_000 ? (value >= 1_000_000_000 ? 10 : 9) : value >= 10_000_000 ? 8 : 7
    else digits = value >= 100_000 ? 6 : 5
  } else if (value >= 100) digits = value >= 1000 ? 4 : 3
  else if (value >= 10) digits = 2
  const end = position + digits
  let at = end
  let rest = value
  while (rest >= 10) {
    const quotient = (rest / 100) | 0
    const pair = (rest - quotient * 100) * 2
    bytes[--at] = pairs[pair + 1]!
    bytes[--at] = pairs[pair]!
    rest = quotient
  }
  if (at > position) bytes[position] = ZERO + rest
  return end
}

/** Exactly `width` digits of a whole number below 2^31. */
export function writePadded(bytes: Uint8Array, position: number, value: number, width: number): number {
  let at = position + width
  let rest = value
  while (at - position >= 2) {
    const quotient = (rest / 100) | 0
    const pair = (rest - quotient * 100) * 2
    bytes[--at] = pairs[pair + 1]!
    bytes[--at] = pairs[pair]!
    rest = quotient
  }
  if (at > position) bytes[position] = ZERO + (rest % 10)
  return position + width
}

/** Any whole double. */
export function writeInteger(bytes: Uint8Array, position: number, value: number): number {
  let at = position
  let rest = value
  if (rest < 0) {
    bytes[at++] = MINUS
    rest = -rest
  }
  if (rest < 0x7fffffff) return writeSmall(bytes, at, rest | 0)
  if (rest > Number.MAX_SAFE_INTEGER) return writeAscii(bytes, at, BigInt(rest).toString())
  const high = Math.floor(rest / 1e9)
  at = writeSmall(bytes, at, high)
  return writePadded(bytes, at, rest - high * 1e9, 9)
}

/** A 64-bit whole number given as its two halves, so that none is boxed where a double holds it. */
export function writeInt64(bytes: Uint8Array, position: number, high: number, low: number): number {
  if (high >= -0x200000 && high < 0x200000) return writeInteger(bytes, position, high * 0x1_0000_0000 + (low >>> 0))
  return writeAscii(bytes, position, ((BigInt(high) << 32n) | BigInt(low >>> 0)).toString())
}

/** unscaled / 10^scale, with exactly `scale` digits behind the point. Needs 22 + scale bytes. */
export function writeDecimal(bytes: Uint8Array, position: number, unscaled: number, scale: number): number {
  if (scale === 0) return writeInteger(bytes, position, unscaled)
  let at = position
  let rest = unscaled
  if (rest < 0) {
    bytes[at++] = MINUS
    rest = -rest
  }
  let whole = 0
  if (scale <= 15) {
    const power = powersOfTen[scale]!
    // The quotient of whole numbers below 2^53 is too far from the next whole number to be rounded up to it.
    whole = Math.floor(rest / power)
    rest -= whole * power
  }
  at = writeInteger(bytes, at, whole)
  bytes[at++] = POINT
  if (scale <= 9) return writePadded(bytes, at, rest, scale)
  for (let width = scale; width > 18; width--) bytes[at++] = ZERO
  const width = Math.min(scale, 18)
  const high = Math.floor(rest / 1e9)
  at = writePadded(bytes, at, high, width - 9)
  return writePadded(bytes, at, rest - high * 1e9, 9)
}

/** Any finite double, as the shortest text that reads back the same; -0 keeps its sign. */
export function writeFloat(bytes: Uint8Array, position: number, value: number): number {
  // Two decimals of at most 15 digits never share a double, so a short one that reads back is the shortest.
  const thousands = Math.round(value * 1000)
  if (thousands / 1000 === value && thousands > -1e15 && thousands < 1e15 && value !== 0) {
    let at = writeDecimal(bytes, position, thousands, 3)
    while (bytes[at - 1] === ZERO) at--
    return bytes[at - 1] === POINT ? at - 1 : at
  }
  return writeAscii(bytes, position, Object.is(value, -0) ? '-0' : String(value))
}

function writeAscii(bytes: Uint8Array, position: number, text: string): number {
  let at = position
  for (let i = 0; i < text.length; i++) bytes[at++] = text.charCodeAt(i)
  return at
}

const hexDigits = asciiOf('0123456789abcdef')

/** Value `index` of a vector of uuids, 36 bytes. */
export function writeUuid(bytes: Uint8Array, position: number, words: Uint32Array, index: number): number {
  const base = index * 4
  let at = writeHex32(bytes, position, words[base]!)
  bytes[at++] = MINUS
  const second = words[base + 1]!
  at = writeHex16(bytes, at, second >>> 16)
  bytes[at++] = MINUS
  at = writeHex16(bytes, at, second & 0xffff)
  bytes[at++] = MINUS
  const third = words[base + 2]!
  at = writeHex16(bytes, at, third >>> 16)
  bytes[at++] = MINUS
  at = writeHex16(bytes, at, third & 0xffff)
  return writeHex32(bytes, at, words[base + 3]!)
}

function writeHex32(bytes: Uint8Array, position: number, word: number): number {
  return writeHex16(bytes, writeHex16(bytes, position, word >>> 16), word & 0xffff)
}

function writeHex16(bytes: Uint8Array, position: number, half: number): number {
  bytes[position] = hexDigits[half >>> 12]!
  bytes[position + 1] = hexDigits[(half >>> 8) & 15]!
  bytes[position + 2] = hexDigits[(half >>> 4) & 15]!
  bytes[position + 3] = hexDigits[half & 15]!
  return position + 4
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
