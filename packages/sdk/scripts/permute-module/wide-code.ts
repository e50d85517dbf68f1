import { type Code, i32, loadWide, wide } from './instructions.ts'
import { memory, room } from './layout.ts'
import * as op from './opcodes.ts'

const constants: string[] = []

/**
 * Sixteen bytes, of which the first is the lowest. They stand in the memory: engines make what is said in code of several
 * instructions each time.
 */
export function bytes16(byte: (index: number) => number): Code {
  const text = Array.from({ length: 16 }, (_, i) => String.fromCharCode(byte(i) & 255)).join('')
  if (!constants.includes(text)) constants.push(text)
  if (constants.length > room.constants) throw new Error('there are more constants than have room')
  return loadWide(i32(0), memory.constants + 16 * constants.indexOf(text))
}

/** A module begins, whose constants do not depend on those of others. */
export function beginConstants(): void {
  constants.length = 0
}

/** All that were asked for. */
export const constantBytes = (): Uint8Array => Uint8Array.from(constants.join(''), (sign) => sign.charCodeAt(0))

/** Sixteen bytes that are the same; eight words of 16 bits, four of 32 bits and four floats likewise. */
export const all = (value: number): Code => bytes16(() => value)
export const words = (value: number): Code => bytes16((i) => value >> (8 * (i & 1)))
export const longs = (value: number): Code => bytes16((i) => value >> (8 * (i & 3)))
export const floats = (value: number): Code => longs(new Int32Array(Float32Array.of(value).buffer)[0]!)
/** Each byte is its own place, and so many more. */
export const places = (more = 0): Code => bytes16((i) => i + more)
export const splat = (value: Code): Code => wide(op.SPLAT, value)
export const both = (one: Code, other: Code): Code => wide(op.AND_WIDE, one, other)
export const any = (...some: readonly Code[]): Code => some.reduce((one, other) => wide(op.OR_WIDE, one, other))
export const bitsOf = (value: Code): Code => wide(op.BITMASK, value)
/** Where each of four numbers of 32 bits comes from: of the first sixteen bytes those below 4. */
export const lanes = (...from: readonly number[]): readonly number[] =>
  from.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte))
