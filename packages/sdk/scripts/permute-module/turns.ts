import { type Code, i32, loadHalf, of, wide } from './instructions.ts'
import { memory } from './layout.ts'
import * as op from './opcodes.ts'
import { all, any, places, splat } from './wide-code.ts'

/** Sizes of the alphabets of ASCII. */
export const [LETTERS, DIGITS] = [26, 10] as const

/** Turns go to the halves one by one, four to a limb: two limbs of the left half, then two of the right one. */
export const limbBytes = [0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15]
export const turnBytes = limbBytes.map((_, turn) => limbBytes.indexOf(turn))

/** Of a table of eight bytes for each eight bits: those for the lower eight of sixteen, and for the others. */
const eight = (table: number, bits: Code, which: 0 | 1): Code =>
  loadHalf(
    of(
      op.SHIFT_LEFT,
      which === 0 ? of(op.AND, bits, i32(255)) : of(op.AND, of(op.SHIFT_RIGHT, bits, i32(8)), i32(255)),
      i32(3),
    ),
    table,
  )

/** How many of the lower eight bits are set. */
const inLower = (bits: Code): Code => of(op.COUNT_BITS, of(op.AND, bits, i32(255)))

/** Of sixteen bytes those whose bits are set, one after the other, and others behind them. */
export const compacted = (value: Code, bits: Code): Code =>
  wide(
    op.SWIZZLE,
    value,
    any(
      eight(memory.takers, bits, 0),
      wide(
        op.SWIZZLE,
        wide(op.ADD_BYTES, eight(memory.takers, bits, 1), all(8)),
        wide(op.SUB_BYTES, places(), splat(inLower(bits))),
      ),
    ),
  )

/** Of each of sixteen bits how many below it are set, 128 and more of those that are not. */
export const ranks = (bits: Code): Code =>
  any(
    eight(memory.ranks, bits, 0),
    wide(op.SWIZZLE, wide(op.ADD_BYTES, eight(memory.ranks, bits, 1), splat(inLower(bits))), places(-8)),
  )
