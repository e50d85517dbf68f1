import { ROUNDS } from '../../src/anonymize/permute/limbs.ts'
import {
  type Code,
  either,
  get,
  I64,
  i32,
  i64,
  load32,
  load64,
  loopWhile,
  of,
  set,
  store32,
  type WasmFunction,
} from './instructions.ts'
import { memory } from './layout.ts'
import * as op from './opcodes.ts'
import { type SipState, sipRounds } from './sip-rounds.ts'

type Four = readonly [number, number, number, number]

/**
 * long(): `work` forward where each half is four limbs and chance is enough, as of most addresses: the same rounds, with all
 * numbers in registers.
 */
export function long(): WasmFunction {
  const [left, right]: readonly Four[] = [
    [0, 1, 2, 3],
    [4, 5, 6, 7],
  ] as const
  const [leftRadices, rightRadices]: readonly Four[] = [
    [8, 9, 10, 11],
    [12, 13, 14, 15],
  ] as const
  const [round, last, value] = [16, 17, 18] as const
  const base: SipState = [19, 20, 21, 22]
  const absorbed: SipState = [23, 24, 25, 26]
  /** Of two limbs each: the message of their hash, and its state. */
  const pairs = [
    { message: 27, state: [28, 29, 30, 31] as SipState, first: 0 },
    { message: 32, state: [33, 34, 35, 36] as SipState, first: 2 },
  ] as const
  type Pair = (typeof pairs)[number]
  const read = (locals: readonly number[], place: number, from: number): Code =>
    locals.flatMap((local, i) => set(local, of(op.EXTEND, load32(i32(0), place + 4 * (from + i)))))
  const copied = (from: SipState, to: SipState): Code => to.flatMap((local, i) => set(local, get(from[i]!)))
  const begin = (state: SipState, message: number): Code => [
    ...set(state[3], of(op.XOR_64, get(state[3]), get(message))),
  ]
  /** Two limbs as a word, the round's number above the first. */
  const wordOf = (first: number, second: number, above: 0 | 1): Code =>
    of(
      op.OR_64,
      of(op.OR_64, get(first), of(op.SHIFT_LEFT_64, get(second), i64(32))),
      of(op.SHIFT_LEFT_64, above === 0 ? get(round) : of(op.OR_64, get(round), i64(1)), i64(20)),
    )
  const change = (limb: number, radix: number, word: Code): Code => [
    ...set(
      value,
      of(
        op.SUB_64,
        get(limb),
        of(op.SUB_64, get(radix), of(op.SHIFT_RIGHT_64, of(op.MULTIPLY_64, word, get(radix)), i64(32))),
      ),
    ),
    ...set(
      limb,
      of(op.ADD_64, get(value), of(op.AND_64, get(radix), of(op.SHIFT_RIGHT_SIGNED_64, get(value), i64(63)))),
    ),
  ]
  const changed = (to: Four, radices: Four, some: readonly Pair[]): Code => [
    ...some.flatMap(({ message, state, first }) => [
      ...set(message, of(op.OR_64, get(last), i64(BigInt(first) << 51n))),
      ...copied(absorbed, state),
      ...begin(state, message),
    ]),
    ...sipRounds(2, ...some.map(({ state }) => state)),
    ...some.flatMap(({ message, state: [v0, , v2] }) => [
      ...set(v0, of(op.XOR_64, get(v0), get(message))),
      ...set(v2, of(op.XOR_64, get(v2), i64(0xff))),
    ]),
    ...sipRounds(4, ...some.map(({ state }) => state)),
    ...some.flatMap(({ message, state: [v0, v1, v2, v3], first }) => [
      ...set(message, of(op.XOR_64, of(op.XOR_64, get(v0), get(v1)), of(op.XOR_64, get(v2), get(v3)))),
      ...change(to[first], radices[first], of(op.EXTEND, of(op.WRAP, get(message)))),
      ...change(to[first + 1]!, radices[first + 1]!, of(op.SHIFT_RIGHT_64, get(message), i64(32))),
    ]),
  ]
  /** addHash of one half to the other, in the round above `round` by so much. Limbs of radix 1 stay 0. */
  const one = (from: Four, to: Four, radices: Four, above: 0 | 1): Code => [
    ...copied(base, absorbed),
    ...set(last, wordOf(from[0], from[1], above)),
    ...begin(absorbed, last),
    ...sipRounds(2, absorbed),
    ...set(absorbed[0], of(op.XOR_64, get(absorbed[0]), get(last))),
    ...set(last, wordOf(from[2], from[3], above)),
    ...either(
      of(op.GREATER_64, of(op.OR_64, get(radices[2]), get(radices[3])), i64(1)),
      changed(to, radices, pairs),
      changed(to, radices, [pairs[0]]),
    ),
  ]
  return {
    parameters: 0,
    locals: Array.from({ length: 37 }, () => I64),
    code: [
      ...base.flatMap((local, i) => set(local, load64(i32(0), memory.state + 8 * i))),
      ...[...read(left!, memory.values, 0), ...read(right!, memory.values, 4)],
      ...[...read(leftRadices!, memory.radices, 0), ...read(rightRadices!, memory.radices, 4)],
      ...loopWhile(
        of(op.LESS_64, get(round), i64(ROUNDS)),
        one(right!, left!, leftRadices!, 0),
        one(left!, right!, rightRadices!, 1),
        set(round, of(op.ADD_64, get(round), i64(2))),
      ),
      ...[...left!, ...right!].flatMap((limb, i) => store32(i32(0), memory.values + 4 * i, of(op.WRAP, get(limb)))),
    ],
  }
}
