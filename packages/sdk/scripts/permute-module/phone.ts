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
  loadByte,
  loopWhile,
  of,
  set,
  store32,
  store64,
  storeByte,
  type WasmFunction,
  when,
  word,
} from './instructions.ts'
import { functions, memory } from './layout.ts'
import * as op from './opcodes.ts'
import { sipRounds } from './sip-rounds.ts'

/** As in in-place.ts and phone.ts. */
const LONGEST = 64
const MOST = 40
const LEAST_WITH_PREFIX = 8
const LEAST_FREE = 4
const PLUS = 43
const EXCHANGE = 4

/**
 * phone(start, end, out, column): what phone.ts does with a number that has a beginning that stays, and no letters; gives
 * where the result ends, or 0 where it is for JavaScript to mask it. What it has written by then is of no use.
 */
export function phone(): WasmFunction {
  const [start, end, out, column] = [0, 1, 2, 3] as const
  const [at, byte, digit, count, hasPlus, kept, low, high, done, least] = [4, 5, 6, 7, 8, 9, 10, 11, 12, 13] as const
  const v = [14, 15, 16, 17] as const
  const wide = 18
  const [v0, , , v3] = v
  const digitAt = (place: number | Code): Code =>
    typeof place === 'number' ? loadByte(i32(place), memory.digits) : loadByte(place, memory.digits)
  const codeLength = (from: number): Code =>
    loadByte(of(op.ADD, of(op.MULTIPLY, digitAt(from), i32(10)), digitAt(from + 1)), memory.callingCodes)
  const both = (...conditions: readonly Code[]): Code => conditions.reduce((one, other) => of(op.AND, one, other))
  const isZero = (value: Code): Code => of(op.EQUAL, value, i32(0))

  const read: Code = [
    ...when(of(op.GREATER, of(op.SUB, get(end), get(start)), i32(LONGEST)), leave(i32(0))),
    ...set(at, get(start)),
    ...loopWhile(
      of(op.LESS, get(at), get(end)),
      set(byte, loadByte(get(at), 0)),
      storeByte(of(op.ADD, get(out), of(op.SUB, get(at), get(start))), 0, get(byte)),
      set(digit, of(op.SUB, get(byte), i32(48))),
      either(
        of(op.LESS_UNSIGNED, get(digit), i32(10)),
        [
          ...when(of(op.EQUAL, get(count), i32(MOST)), leave(i32(0))),
          ...storeByte(get(count), memory.digits, get(digit)),
          ...storeByte(get(count), memory.places, of(op.SUB, get(at), get(start))),
          ...add(count, 1),
        ],
        [
          ...when(isZero(loadByte(get(byte), memory.separators)), leave(i32(0))),
          ...when(of(op.EQUAL, get(byte), i32(PLUS)), [...when(get(count), leave(i32(0))), ...set(hasPlus, i32(1))]),
        ],
      ),
      add(at, 1),
    ),
    ...when(of(op.LESS, get(count), i32(LEAST_WITH_PREFIX)), leave(i32(0))),
  ]

  /** prefixOf of phone.ts, and the prefix as a number. */
  const begin: Code = [
    ...either(
      get(hasPlus),
      set(kept, codeLength(0)),
      when(
        both(isZero(digitAt(0)), isZero(digitAt(1)), of(op.GREATER, digitAt(2), i32(0))),
        set(kept, of(op.ADD, i32(2), codeLength(2))),
      ),
    ),
    ...loopWhile(both(of(op.LESS, get(kept), get(count)), isZero(digitAt(get(kept)))), add(kept, 1)),
    ...add(kept, 1),
    ...when(
      of(op.GREATER, get(kept), of(op.SUB, get(count), i32(LEAST_FREE))),
      set(kept, of(op.SUB, get(count), i32(LEAST_FREE))),
    ),
    ...set(at, i32(0)),
    ...loopWhile(
      of(op.LESS, get(at), get(kept)),
      set(low, of(op.ADD, of(op.MULTIPLY, get(low), i32(10)), digitAt(get(at)))),
      add(at, 1),
    ),
    ...set(
      high,
      of(op.OR, of(op.OR, of(op.SHIFT_LEFT, get(hasPlus), i32(16)), of(op.SHIFT_LEFT, get(kept), i32(8))), get(count)),
    ),
  ]

  /** beginWith of symbol-permutation.ts. */
  const state: Code = [
    ...v.flatMap((local, i) => set(local, load64(get(column), 8 * i))),
    ...set(wide, of(op.OR_64, of(op.EXTEND, get(low)), of(op.SHIFT_LEFT_64, of(op.EXTEND, get(high)), i64(32)))),
    ...set(v3, of(op.XOR_64, get(v3), get(wide))),
    ...sipRounds(2, v),
    ...set(v0, of(op.XOR_64, get(v0), get(wide))),
    ...v.flatMap((local, i) => store64(i32(0), memory.state + 8 * i, get(local))),
  ]

  const free = of(op.SUB, get(at), get(kept))
  const permute: Code = [
    ...set(at, get(kept)),
    ...loopWhile(
      of(op.LESS, get(at), get(count)),
      store32(word(free), memory.symbols, digitAt(get(at))),
      store32(word(free), memory.symbolRadices, i32(10)),
      add(at, 1),
    ),
    // In North America an exchange begins with 2 to 9.
    ...when(
      both(
        get(hasPlus),
        of(op.EQUAL, get(kept), i32(2)),
        of(op.EQUAL, digitAt(0), i32(1)),
        of(op.EQUAL, get(count), i32(11)),
      ),
      [
        ...set(digit, digitAt(EXCHANGE)),
        ...set(least, of(op.SHIFT_LEFT, of(op.GREATER, get(digit), i32(1)), i32(1))),
        ...store32(i32(4 * (EXCHANGE - 2)), memory.symbols, of(op.SUB, get(digit), get(least))),
        // 8 of those from 2 on, 2 of the others.
        ...store32(
          i32(4 * (EXCHANGE - 2)),
          memory.symbolRadices,
          of(op.ADD, of(op.MULTIPLY, get(least), i32(3)), i32(2)),
        ),
      ],
    ),
    ...when(call(functions.symbols, of(op.SUB, get(count), get(kept)), i32(0)), leave(i32(0))),
  ]

  const place = (index: Code): Code => of(op.ADD, get(out), loadByte(index, memory.places))
  const write: Code = [
    ...set(at, get(kept)),
    ...loopWhile(
      of(op.LESS, get(at), get(count)),
      storeByte(place(get(at)), 0, of(op.ADD, load32(word(free), memory.symbols), i32(48))),
      add(at, 1),
    ),
    ...when(get(least), [
      ...set(at, place(i32(EXCHANGE))),
      ...storeByte(get(at), 0, of(op.ADD, loadByte(get(at), 0), get(least))),
    ]),
  ]

  return {
    parameters: 4,
    result: true,
    locals: [...Array.from({ length: 10 }, () => I32), ...Array.from({ length: 5 }, () => I64)],
    code: [
      ...set(done, call(functions.shortPhone, get(start), get(end), get(out), get(column))),
      ...when(get(done), leave(get(done))),
      ...read,
      ...begin,
      ...state,
      ...permute,
      ...write,
      ...of(op.ADD, get(out), of(op.SUB, get(end), get(start))),
    ],
  }
}
