import { bytes16, type Code, wide } from './instructions.ts'
import * as op from './opcodes.ts'

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
