import { ROUNDS, ROUNDS_EACH_WAY } from '../../src/anonymize/permute/limbs.ts'
import {
  add,
  type Code,
  call,
  either,
  get,
  I32,
  I64,
  i32,
  i64,
  leave,
  load32,
  load64,
  loopWhile,
  of,
  set,
  store32,
  type WasmFunction,
  when,
  word,
} from './instructions.ts'
import { functions, memory } from './layout.ts'
import * as op from './opcodes.ts'
import { sipRounds } from './sip-rounds.ts'

/** addHash of feistel.ts: adds to one half what the hash makes of the other, to two limbs with each hash, four at a time. */
export function addHash(): WasmFunction {
  const [from, fromEnd, to, toEnd, round, isBack] = [0, 1, 2, 3, 4, 5] as const
  const [limb, drawn, value] = [6, 7, 8] as const
  const base = [9, 10, 11, 12] as const
  const last = 13
  /** Of two limbs each: their radices, the message of their hash, its state. */
  const one = { radices: [14, 15], message: 16, state: [17, 18, 19, 20] } as const
  const other = { radices: [21, 22], message: 23, state: [24, 25, 26, 27] } as const
  type Pair = typeof one | typeof other
  const [b0, , , b3] = base
  const pair = [I32, I32, I64, I64, I64, I64, I64] as const
  /** The two limbs from `from` on, the round's number above the first. */
  const limbs = of(
    op.OR_64,
    of(
      op.OR_64,
      of(op.EXTEND, load32(word(get(from)), memory.values)),
      of(op.SHIFT_LEFT_64, of(op.EXTEND, get(round)), i64(20)),
    ),
    of(op.SHIFT_LEFT_64, of(op.EXTEND, load32(word(get(from)), memory.values + 4)), i64(32)),
  )
  const place = word(get(limb))
  const readRadices = ({ radices }: Pair, limbs: number): Code =>
    radices.flatMap((radix, i) => set(radix, load32(place, memory.radices + 4 * (limbs + i))))
  /** Two limbs of radix 1 stay 0, whatever the hash would be. */
  const canChange = ({ radices: [first, second] }: Pair): Code =>
    of(op.GREATER, of(op.OR, get(first), get(second)), i32(1))
  const change = (radix: number, offset: number, half: Code): Code => [
    ...set(drawn, of(op.WRAP, of(op.SHIFT_RIGHT_64, of(op.MULTIPLY_64, half, of(op.EXTEND, get(radix))), i64(32)))),
    ...either(get(isBack), set(value, get(drawn)), set(value, of(op.SUB, get(radix), get(drawn)))),
    ...set(value, of(op.SUB, load32(place, memory.values + offset), get(value))),
    ...store32(
      place,
      memory.values + offset,
      of(op.ADD, get(value), of(op.AND, get(radix), of(op.SHIFT_RIGHT_SIGNED, get(value), i32(31)))),
    ),
  ]
  /** `finish` of keyed-hash.ts for these, then the sums. */
  const addTo = (...pairs: readonly Pair[]): Code => [
    ...pairs.flatMap(({ message, state }, i) => [
      ...set(
        message,
        of(
          op.OR_64,
          get(last),
          of(op.SHIFT_LEFT_64, of(op.EXTEND, of(op.ADD, of(op.SUB, get(limb), get(to)), i32(2 * i))), i64(51)),
        ),
      ),
      ...state.flatMap((local, j) => set(local, get(base[j]!))),
      ...set(state[3], of(op.XOR_64, get(state[3]), get(message))),
    ]),
    ...sipRounds(2, ...pairs.map(({ state }) => state)),
    ...pairs.flatMap(({ message, state: [v0, , v2] }) => [
      ...set(v0, of(op.XOR_64, get(v0), get(message))),
      ...set(v2, of(op.XOR_64, get(v2), i64(0xff))),
    ]),
    ...sipRounds(4, ...pairs.map(({ state }) => state)),
    ...pairs.flatMap(({ radices: [first, second], message, state: [v0, v1, v2, v3] }, i) => [
      ...set(message, of(op.XOR_64, of(op.XOR_64, get(v0), get(v1)), of(op.XOR_64, get(v2), get(v3)))),
      ...change(first, 8 * i, of(op.EXTEND, of(op.WRAP, get(message)))),
      ...change(second, 8 * i + 4, of(op.SHIFT_RIGHT_64, get(message), i64(32))),
    ]),
  ]
  return {
    parameters: 6,
    locals: [I32, I32, I32, I64, I64, I64, I64, I64, ...pair, ...pair],
    code: [
      ...base.flatMap((local, i) => set(local, load64(i32(0), memory.state + 8 * i))),
      ...loopWhile(
        of(op.GREATER, of(op.SUB, get(fromEnd), get(from)), i32(2)),
        set(last, limbs),
        set(b3, of(op.XOR_64, get(b3), get(last))),
        sipRounds(2, base),
        set(b0, of(op.XOR_64, get(b0), get(last))),
        add(from, 2),
      ),
      ...set(last, limbs),
      ...set(limb, get(to)),
      ...loopWhile(
        of(op.LESS, get(limb), get(toEnd)),
        readRadices(one, 0),
        readRadices(other, 2),
        either(
          of(op.AND, of(op.LESS, of(op.ADD, get(limb), i32(2)), get(toEnd)), canChange(other)),
          [...addTo(one, other), ...add(limb, 4)],
          [...when(canChange(one), addTo(one)), ...add(limb, 2)],
        ),
      ),
    ],
  }
}

/** rounds(left, end, count, isBack): of `count` rounds the first to the last, or back from the last to the first. */
export function rounds(): WasmFunction {
  const [left, end, count, isBack] = [0, 1, 2, 3] as const
  const round = 4
  const one = either(
    of(op.AND, get(round), i32(1)),
    call(functions.addHash, i32(0), get(left), get(left), get(end), get(round), get(isBack)),
    call(functions.addHash, get(left), get(end), i32(0), get(left), get(round), get(isBack)),
  )
  return {
    name: 'rounds',
    parameters: 4,
    locals: [I32],
    code: either(
      get(isBack),
      [
        ...set(round, of(op.SUB, get(count), i32(1))),
        ...loopWhile(of(op.NOT_LESS, get(round), i32(0)), one, add(round, -1)),
      ],
      loopWhile(of(op.LESS, get(round), get(count)), one, add(round, 1)),
    ),
  }
}

/** step(end, isBack): the next number, and 0 after the last; back, the one before. */
export function step(): WasmFunction {
  const [end, isBack] = [0, 1] as const
  const limb = 2
  const value = 3
  const radix = 4
  const put = (number: Code): Code => store32(word(get(limb)), memory.values, number)
  return {
    parameters: 2,
    locals: [I32, I32, I32],
    code: loopWhile(
      of(op.LESS, get(limb), get(end)),
      set(value, load32(word(get(limb)), memory.values)),
      set(radix, load32(word(get(limb)), memory.radices)),
      either(
        get(isBack),
        [...when(get(value), put(of(op.SUB, get(value), i32(1))), leave()), ...put(of(op.SUB, get(radix), i32(1)))],
        [
          ...set(value, of(op.ADD, get(value), i32(1))),
          ...when(of(op.LESS, get(value), get(radix)), put(get(value)), leave()),
          ...put(i32(0)),
        ],
      ),
      add(limb, 1),
    ),
  }
}

/** work(left, end, chanceIsEnough, isBack): `permute` and `permuteBack` of feistel.ts. */
export function work(): WasmFunction {
  const [left, end, chanceIsEnough, isBack] = [0, 1, 2, 3] as const
  const run = (count: number, back: Code): Code => call(functions.rounds, get(left), get(end), i32(count), back)
  return {
    name: 'work',
    parameters: 4,
    locals: [],
    code: [
      ...when(of(op.AND, of(op.EQUAL, get(end), i32(4)), of(op.EQUAL, get(isBack), i32(0))), [
        ...call(functions.short, i32(memory.state), i32(memory.radices), get(chanceIsEnough)),
        ...leave(),
      ]),
      ...when(
        of(op.AND, of(op.EQUAL, get(left), i32(4)), of(op.EQUAL, get(end), i32(8))),
        when(
          of(op.AND, get(chanceIsEnough), of(op.EQUAL, get(isBack), i32(0))),
          call(functions.long, i32(memory.state), i32(memory.radices)),
          leave(),
        ),
      ),
      ...either(get(chanceIsEnough), run(ROUNDS, get(isBack)), [
        ...run(ROUNDS_EACH_WAY, i32(0)),
        ...call(functions.step, get(end), get(isBack)),
        ...run(ROUNDS_EACH_WAY, i32(1)),
      ]),
    ],
  }
}
