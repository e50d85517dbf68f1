import { type Code, get, i32, load32, loadByte, of, set, word } from '../permute-module/instructions.ts'
import * as op from '../permute-module/opcodes.ts'
import { memory } from './layout.ts'

/** Parameters of every function that goes through the cells of a column, which stand `stride` apart. */
export const column = { first: 0, stride: 1, length: 2 } as const

export const byteAt = (local: number, offset = 0): Code => loadByte(get(local), memory.block + offset)
export const startOf = (cell: number): Code => load32(word(get(cell)), memory.starts)
export const endOf = (cell: number): Code => load32(word(get(cell)), memory.ends)

/** The digit that stands there; above 9, without a sign, where none does. */
export const digitAt = (local: number, offset = 0): Code => of(op.SUB, byteAt(local, offset), i32(48))
export const isNoDigit = (local: number): Code => of(op.GREATER_UNSIGNED, get(local), i32(9))

/** Sets a local, and is its value. */
export const setting = (local: number, value: Code): Code => [...set(local, value), ...get(local)]
