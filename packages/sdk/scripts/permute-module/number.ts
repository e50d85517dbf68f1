import {
  type Code,
  get,
  I64,
  i32,
  i64,
  load32,
  load64,
  loadHalf,
  loadUpper,
  loadWide,
  mixed,
  of,
  set,
  shuffled,
  store64,
  storeHalf,
  storeWide,
  V128,
  when,
  wide,
  zeros,
} from './instructions.ts'
import { task } from './layout.ts'
import * as op from './opcodes.ts'
import type { SipState, WideState } from './sip-rounds.ts'
import { any, both, bytes16, lanes } from './wide-code.ts'

/** Gives out the locals of a function behind its parameters. */
export class Locals {
  readonly types: number[] = []
  readonly #parameters: number

  constructor(parameters: number) {
    this.#parameters = parameters
  }

  take(type: number): number {
    this.types.push(type)
    return this.#parameters + this.types.length - 1
  }

  state(type: number): SipState {
    return [this.take(type), this.take(type), this.take(type), this.take(type)]
  }
}

export type Half = 0 | 1

/**
 * Limbs of one number, or of two, in locals, and what a round does with them: what hashes of one half make of the other one is
 * added to that, each hash to two limbs. The parts between are rounds of SipHash on `states`.
 */
export interface RoundNumber {
  readonly read: Code
  readonly write: Code
  /** Takes up the first two limbs of four, by two rounds on `state`. */
  readonly absorb?: { readonly state: SipState | WideState; before(to: Half): Code; after(to: Half): Code }
  readonly states: readonly (SipState | WideState)[]
  /** The last word of the message, two rounds before `end`, and that is four before `change`. */
  begin(to: Half): Code
  readonly end: Code
  change(to: Half, isBack: boolean): Code
  /** The next number, and 0 after the last. */
  readonly step: Code
}

/** Copies of the words of a state. */
const copied = (from: SipState, to: SipState): Code => to.flatMap((local, i) => set(local, get(from[i]!)))
/** Above limbs. The right half is changed in odd rounds. */
const roundOf = (round: number, to: Half): Code =>
  of(op.SHIFT_LEFT_64, to === 0 ? get(round) : of(op.OR_64, get(round), i64(1)), i64(20))

/** One number of so many limbs to a half, in numbers of 64 bits; its state and values are at one place, its radices at another. */
export function scalarNumber(locals: Locals, round: number, at: Code, radicesAt: Code, size: 2 | 4): RoundNumber {
  const take = (): number[] => Array.from({ length: size }, () => locals.take(I64))
  const limbs = [take(), take()] as const
  const radices = [take(), take()] as const
  const [base, absorbed] = [locals.state(I64), size === 4 ? locals.state(I64) : undefined]
  const [last, value] = [locals.take(I64), locals.take(I64)]
  const pairs = Array.from({ length: size / 2 }, (_, i) => ({
    message: locals.take(I64),
    state: locals.state(I64),
    first: 2 * i,
  }))
  const each = (read: (half: Half, i: number) => Code): Code =>
    ([0, 1] as const).flatMap((half) => limbs[half].flatMap((_, i) => read(half, i)))
  const two = (from: Half, first: number): Code =>
    of(op.OR_64, get(limbs[from][first]!), of(op.SHIFT_LEFT_64, get(limbs[from][first + 1]!), i64(32)))
  const wordOf = (to: Half, first: number): Code => of(op.OR_64, two(to === 0 ? 1 : 0, first), roundOf(round, to))
  const started = absorbed ?? base
  const xor = (local: number, other: Code): Code => set(local, of(op.XOR_64, get(local), other))
  const add = (limb: number, radix: number, word: Code, isBack: boolean): Code => {
    const drawn = of(op.SHIFT_RIGHT_64, of(op.MULTIPLY_64, word, get(radix)), i64(32))
    return [
      ...set(value, of(op.SUB_64, get(limb), isBack ? drawn : of(op.SUB_64, get(radix), drawn))),
      ...set(
        limb,
        of(op.ADD_64, get(value), of(op.AND_64, get(radix), of(op.SHIFT_RIGHT_SIGNED_64, get(value), i64(63)))),
      ),
    ]
  }
  const stepFrom = ([limb, ...others]: readonly (readonly [number, number])[]): Code => {
    if (limb === undefined) return []
    const isFull = of(op.EQUAL_64, get(limb[0]), get(limb[1]))
    return [
      ...set(limb[0], of(op.ADD_64, get(limb[0]), i64(1))),
      ...when(isFull, [...set(limb[0], i64(0)), ...stepFrom(others)]),
    ]
  }
  return {
    read: [
      ...base.flatMap((local, i) => set(local, load64(at, task.state + 8 * i))),
      ...each((half, i) => set(limbs[half][i]!, of(op.EXTEND, load32(at, task.values + 4 * (half * size + i))))),
      ...each((half, i) => set(radices[half][i]!, of(op.EXTEND, load32(radicesAt, 4 * (half * size + i))))),
    ],
    write: each((half, i) => (i % 2 === 1 ? [] : store64(at, task.values + 4 * (half * size + i), two(half, i)))),
    ...(absorbed && {
      absorb: {
        state: absorbed,
        before: (to) => [...copied(base, absorbed), ...set(last, wordOf(to, 0)), ...xor(absorbed[3], get(last))],
        after: () => xor(absorbed[0], get(last)),
      },
    }),
    states: pairs.map(({ state }) => state),
    begin: (to) => [
      ...set(last, wordOf(to, size - 2)),
      ...pairs.flatMap(({ message, state, first }) => [
        ...set(message, of(op.OR_64, get(last), i64(BigInt(first) << 51n))),
        ...copied(started, state),
        ...xor(state[3], get(message)),
      ]),
    ],
    end: pairs.flatMap(({ message, state: [v0, , v2] }) => [...xor(v0, get(message)), ...xor(v2, i64(0xff))]),
    change: (to, isBack) =>
      pairs.flatMap(({ message, state: [v0, v1, v2, v3], first }) => [
        ...set(message, of(op.XOR_64, of(op.XOR_64, get(v0), get(v1)), of(op.XOR_64, get(v2), get(v3)))),
        ...add(limbs[to][first]!, radices[to][first]!, of(op.EXTEND, of(op.WRAP, get(message))), isBack),
        ...add(limbs[to][first + 1]!, radices[to][first + 1]!, of(op.SHIFT_RIGHT_64, get(message), i64(32)), isBack),
      ]),
    step: stepFrom(
      ([0, 1] as const).flatMap((half) => limbs[half].map((limb, i) => [limb, radices[half][i]!] as const)),
    ),
  }
}

const twice = (low: bigint, high: bigint): Code => {
  const bytes = new Uint8Array(BigUint64Array.of(low, high).buffer)
  return bytes16((i) => bytes[i]!)
}

/** The even ones of four first: so stand what one hash is added to, and what the other is, side by side. */
const evenFirst = lanes(0, 2, 1, 3)

/**
 * Two hashes at a time: those of one number of four limbs to a half, or of two numbers of two limbs to a half. Of four numbers
 * of 32 bits the first and the third belong to the first hash.
 */
export function wideNumber(locals: Locals, round: number, tasks: readonly [Code] | readonly [Code, Code]): RoundNumber {
  const [one, other] = tasks
  const limbs = [locals.take(V128), locals.take(V128)] as const
  const radices = [locals.take(V128), locals.take(V128)] as const
  const base = locals.state(V128)
  const absorbed = other === undefined ? locals.state(V128) : undefined
  const state = locals.state(V128)
  const [message, value, carry] = [locals.take(V128), locals.take(V128), locals.take(V128)]
  const fourOf = (place: number, half: Half): Code =>
    other === undefined
      ? loadWide(one, place + 16 * half)
      : loadUpper(other, place + 8 * half, loadHalf(one, place + 8 * half))
  const baseOf = (i: number): Code =>
    other === undefined
      ? wide(op.SPLAT_64, load64(one, task.state + 8 * i))
      : loadUpper(other, task.state + 8 * i, loadHalf(one, task.state + 8 * i))
  const wordOf = (to: Half, from: readonly number[]): Code =>
    any(shuffled(get(limbs[to === 0 ? 1 : 0]), from), wide(op.SPLAT_64, roundOf(round, to)))
  const xor = (local: number, that: Code): Code => set(local, wide(op.XOR_WIDE, get(local), that))
  const halves = [0, 1] as const
  const carryTo = (half: Half, by: Code, next: readonly number[]): Code => [
    ...set(value, wide(op.SUB_32, get(limbs[half]), by)),
    ...set(carry, both(wide(op.EQUAL_32, get(value), get(radices[half])), by)),
    ...set(limbs[half], wide(op.AND_NOT_WIDE, get(value), get(carry))),
    ...set(carry, mixed(get(carry), zeros, next)),
  ]
  return {
    read: halves.flatMap((half) => [
      ...set(limbs[half], shuffled(fourOf(task.values, half), evenFirst)),
      ...set(radices[half], shuffled(fourOf(task.radices, half), evenFirst)),
      ...(half === 0 ? base.flatMap((local, i) => set(local, baseOf(i))) : []),
    ]),
    write: halves.flatMap((half) => {
      const four = shuffled(get(limbs[half]), evenFirst)
      if (other === undefined) return storeWide(one, task.values + 16 * half, four)
      const place = task.values + 8 * half
      return [...set(value, four), ...storeHalf(one, place, get(value), 0), ...storeHalf(other, place, get(value), 1)]
    }),
    ...(absorbed && {
      absorb: {
        state: { wide: absorbed },
        before: (to) => [
          ...copied(base, absorbed),
          ...set(message, wordOf(to, lanes(0, 2, 0, 2))),
          ...xor(absorbed[3], get(message)),
        ],
        after: () => xor(absorbed[0], get(message)),
      },
    }),
    states: [{ wide: state }],
    begin: (to) => [
      ...set(message, absorbed ? any(wordOf(to, lanes(1, 3, 1, 3)), twice(0n, 2n << 51n)) : wordOf(to, evenFirst)),
      ...copied(absorbed ?? base, state),
      ...xor(state[3], get(message)),
    ],
    end: [...xor(state[0], get(message)), ...xor(state[2], twice(255n, 255n))],
    change: (to, isBack) => {
      const [v0, v1, v2, v3] = state
      const drawn = mixed(
        wide(op.MULTIPLY_LOWER, get(message), get(radices[to])),
        wide(op.MULTIPLY_UPPER, get(message), get(radices[to])),
        lanes(1, 3, 5, 7),
      )
      return [
        ...set(
          message,
          shuffled(
            wide(op.XOR_WIDE, wide(op.XOR_WIDE, get(v0), get(v1)), wide(op.XOR_WIDE, get(v2), get(v3))),
            evenFirst,
          ),
        ),
        ...set(value, wide(op.SUB_32, get(limbs[to]), isBack ? drawn : wide(op.SUB_32, get(radices[to]), drawn))),
        ...set(
          limbs[to],
          wide(op.ADD_32, get(value), both(get(radices[to]), wide(op.SHIFT_RIGHT_SIGNED_32, get(value), i32(31)))),
        ),
      ]
    },
    step: halves.flatMap((half) => [
      ...carryTo(half, half === 0 ? twice(0xffffffffffffffffn, 0n) : get(carry), lanes(4, 4, 0, 1)),
      ...carryTo(half, get(carry), lanes(2, 3, 4, 4)),
    ]),
  }
}
