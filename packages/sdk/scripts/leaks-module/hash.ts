import {
  HIGH,
  HIGH_START,
  LOW,
  LOW_START,
  MIX,
  WITH_HIGH,
  WITH_LOW,
} from '../../src/clone/verify/leaks/hash-numbers.ts'
import { add, type Code, either, get, i32, load32, loopWhile, of, set, when } from '../permute-module/instructions.ts'
import * as op from '../permute-module/opcodes.ts'

/** Locals of 32 bits: those of a hash, and what it is made with. */
export interface HashLocals {
  readonly high: number
  readonly low: number
  readonly word: number
  readonly bits: number
}

const folded = (local: number, by: number): Code =>
  set(local, of(op.XOR, get(local), of(op.SHIFT_RIGHT, get(local), i32(by))))

/** Spreads what is in a local over all of its bits, by two factors and three shifts. */
export const spread = (
  local: number,
  [first, second]: readonly [number, number],
  [before, between, behind]: readonly [number, number, number],
): Code => [
  ...folded(local, before),
  ...set(local, of(op.MULTIPLY, get(local), i32(first))),
  ...folded(local, between),
  ...set(local, of(op.MULTIPLY, get(local), i32(second))),
  ...folded(local, behind),
]
const mixed = (local: number): Code => spread(local, MIX, [16, 15, 16])

/** `lowered` of byte-hash.ts. */
const lower = ({ word, bits }: HashLocals): Code => [
  ...set(bits, of(op.AND, get(word), i32(0x7f7f7f7f))),
  ...set(
    bits,
    of(
      op.AND,
      of(
        op.AND,
        of(op.ADD, get(bits), i32(0x3f3f3f3f)),
        of(op.XOR, of(op.OR, of(op.ADD, get(bits), i32(0x25252525)), get(word)), i32(-1)),
      ),
      i32(0x80808080 | 0),
    ),
  ),
  ...set(word, of(op.OR, get(word), of(op.SHIFT_RIGHT, get(bits), i32(2)))),
]

/** `hashBytes` of byte-hash.ts, of the bytes from one local up to another; `at` is one that it may use. */
export function hashBytes(start: number, end: number, at: number, locals: HashLocals, caseless: boolean): Code {
  const { high, low, word, bits } = locals
  const size = of(op.SUB, get(end), get(start))
  const last = of(op.SUB, get(end), i32(4))
  const take: Code = [
    ...(caseless ? lower(locals) : []),
    ...set(high, of(op.MULTIPLY, of(op.XOR, get(high), get(word)), i32(HIGH))),
    ...folded(high, 15),
    ...set(
      low,
      of(op.XOR, of(op.MULTIPLY, of(op.XOR, get(low), get(word)), i32(LOW)), of(op.SHIFT_RIGHT, get(low), i32(13))),
    ),
  ]
  return [
    ...set(high, i32(HIGH_START)),
    ...set(low, i32(LOW_START)),
    ...set(at, get(start)),
    ...either(
      of(op.NOT_LESS, size, i32(4)),
      [
        ...loopWhile(of(op.LESS, get(at), last), set(word, load32(get(at), 0)), take, add(at, 4)),
        ...set(word, load32(last, 0)),
        ...take,
      ],
      when(of(op.GREATER, size, i32(0)), [
        ...set(bits, of(op.SHIFT_LEFT, size, i32(3))),
        ...set(word, of(op.AND, load32(get(start), 0), of(op.SUB, of(op.SHIFT_LEFT, i32(1), get(bits)), i32(1)))),
        ...take,
      ]),
    ),
    ...set(high, of(op.XOR, get(high), size)),
    ...mixed(high),
    ...set(low, of(op.ADD, get(low), size)),
    ...mixed(low),
  ]
}

/** `hashWith` of byte-hash.ts. */
export const hashWith = (high: number, low: number, moreHigh: Code, moreLow: Code): Code => [
  ...set(high, of(op.ADD, of(op.MULTIPLY, get(high), i32(WITH_HIGH)), moreHigh)),
  ...mixed(high),
  ...set(low, of(op.ADD, of(op.MULTIPLY, get(low), i32(WITH_LOW)), moreLow)),
  ...mixed(low),
]
