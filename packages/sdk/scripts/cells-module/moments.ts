import {
  add,
  type Code,
  either,
  F64,
  f64,
  get,
  I32,
  i32,
  leave,
  loopWhile,
  of,
  set,
  store32,
  storeDouble,
  type WasmFunction,
  when,
  word,
} from '../permute-module/instructions.ts'
import * as op from '../permute-module/opcodes.ts'
import { byteAt, column, digitAt, endOf, isNoDigit, setting, startOf } from './cell.ts'
import { memory } from './layout.ts'

const [MINUS, PLUS, POINT, COLON] = [45, 43, 46, 58] as const
const [year, month, day, tens, ones, bad, rest] = [6, 7, 8, 9, 10, 11, 12] as const

/** Two digits as a number; `bad` becomes 1 where they are none. */
const pair = (local: number, at: number, offset: number): Code => [
  ...set(tens, digitAt(at, offset)),
  ...set(ones, digitAt(at, offset + 1)),
  ...set(bad, of(op.OR, get(bad), of(op.OR, isNoDigit(tens), isNoDigit(ones)))),
  ...set(local, of(op.ADD, of(op.MULTIPLY, get(tens), i32(10)), get(ones))),
]
const badUnless = (condition: Code): Code => set(bad, of(op.OR, get(bad), of(op.EQUAL, condition, i32(0))))
const isByte = (at: number, offset: number, sign: number): Code => of(op.EQUAL, byteAt(at, offset), i32(sign))
const isBelow = (local: number, bound: number): Code => of(op.LESS_UNSIGNED, get(local), i32(bound))
const divided = (value: Code, by: number): Code => of(op.DIVIDE, value, i32(by))
const times = (value: Code, by: number): Code => of(op.MULTIPLY, value, i32(by))

/** YYYY-MM-DD at `at`: `day` becomes the days since 1970, unless `bad` becomes 1. */
const dayAt = (at: number): Code => [
  ...pair(year, at, 0),
  ...pair(rest, at, 2),
  ...set(year, of(op.ADD, times(get(year), 100), get(rest))),
  ...pair(month, at, 5),
  ...pair(day, at, 8),
  ...badUnless(of(op.AND, isByte(at, 4, MINUS), isByte(at, 7, MINUS))),
  ...badUnless(of(op.NOT_EQUAL, get(year), i32(0))),
  ...badUnless(of(op.LESS_UNSIGNED, of(op.SUB, get(month), i32(1)), i32(12))),
  ...badUnless(of(op.LESS_UNSIGNED, of(op.SUB, get(day), i32(1)), i32(31))),
  // 30 days of April, June, September and November; of February 28, or 29.
  ...when(of(op.AND, of(op.EQUAL, get(day), i32(31)), bitOfMonth(0b101001010000)), set(bad, i32(1))),
  ...when(of(op.AND, of(op.EQUAL, get(month), i32(2)), of(op.GREATER, get(day), i32(28))), [
    ...set(rest, divided(get(year), 100)),
    ...badUnless(
      of(
        op.AND,
        of(op.EQUAL, get(day), i32(29)),
        of(
          op.EQUAL,
          of(
            op.AND,
            // A year that ends a century goes by the century.
            [
              ...of(op.EQUAL, times(get(rest), 100), get(year)),
              ...[0x04, I32],
              ...get(rest),
              ...[0x05, ...get(year), 0x0b],
            ],
            i32(3),
          ),
          i32(0),
        ),
      ),
    ),
  ]),
  // Years that begin with March, by the four centuries of the calendar.
  ...set(year, of(op.SUB, get(year), of(op.LESS, get(month), i32(3)))),
  ...set(month, of(op.ADD, get(month), of(op.SUB, times(of(op.LESS, get(month), i32(3)), 12), i32(3)))),
  ...set(day, of(op.ADD, get(day), divided(of(op.ADD, times(get(month), 153), i32(2)), 5))),
  ...set(day, of(op.ADD, get(day), times(get(year), 365))),
  ...set(day, of(op.ADD, get(day), of(op.SHIFT_RIGHT, get(year), i32(2)))),
  ...set(day, of(op.SUB, get(day), divided(get(year), 100))),
  ...set(day, of(op.ADD, get(day), divided(get(year), 400))),
  ...set(day, of(op.SUB, get(day), i32(719_469))),
]

function bitOfMonth(months: number): Code {
  return of(op.AND, of(op.SHIFT_RIGHT, i32(months), get(month)), i32(1))
}

const fail: Code = leave(i32(0))

/** date(first, stride, length): the days of a column's cells; 0 where one is spelled in another way than YYYY-MM-DD. */
export function date(): WasmFunction {
  const { first, stride, length } = column
  const [row, at] = [3, 4] as const
  return {
    name: 'date',
    parameters: 3,
    result: true,
    locals: Array.from({ length: 10 }, () => I32),
    code: [
      ...loopWhile(
        of(op.LESS, get(row), get(length)),
        set(at, startOf(first)),
        when(of(op.NOT_LESS, get(at), i32(0)), [
          ...when(of(op.NOT_EQUAL, of(op.SUB, endOf(first), get(at)), i32(10)), fail),
          ...dayAt(at),
          ...when(get(bad), fail),
          ...store32(word(get(row)), memory.low, get(day)),
        ]),
        add(row, 1),
        set(first, of(op.ADD, get(first), get(stride))),
      ),
      ...i32(1),
    ],
  }
}

/**
 * timestamp(first, stride, length): the microseconds since 1970 of a column's cells; 0 where one is spelled in another way
 * than YYYY-MM-DD HH:MM:SS, with a fraction or without, and Z or a zone of hours and minutes or none.
 */
export function timestamp(): WasmFunction {
  const { first, stride, length } = column
  const [row, at, end] = [3, 4, 5] as const
  const [seconds, fraction, unit, sign, place, zoneBytes] = [13, 14, 15, 16, 17, 18] as const
  const micros = 19
  const double = (local: number): Code => of(op.DOUBLE_SIGNED, get(local))
  const clock: Code = [
    ...badUnless(of(op.OR, isByte(at, 10, 32), isByte(at, 10, 84))),
    ...badUnless(of(op.AND, isByte(at, 13, COLON), isByte(at, 16, COLON))),
    ...pair(seconds, at, 11),
    ...badUnless(isBelow(seconds, 24)),
    ...pair(rest, at, 14),
    ...badUnless(isBelow(rest, 60)),
    ...set(seconds, of(op.ADD, times(get(seconds), 60), get(rest))),
    ...pair(rest, at, 17),
    ...badUnless(isBelow(rest, 60)),
    ...set(seconds, of(op.ADD, times(get(seconds), 60), get(rest))),
  ]
  const isIn: Code = of(op.LESS, get(place), get(end))
  const part: Code = [
    ...set(fraction, i32(0)),
    ...set(place, of(op.ADD, get(at), i32(19))),
    ...when(of(op.AND, isIn, isByte(place, 0, POINT)), [
      ...set(unit, i32(100_000)),
      ...add(place, 1),
      ...loopWhile(
        of(op.AND, isIn, of(op.LESS_UNSIGNED, setting(tens, digitAt(place)), i32(10))),
        set(fraction, of(op.ADD, get(fraction), of(op.MULTIPLY, get(unit), get(tens)))),
        set(unit, divided(get(unit), 10)),
        add(place, 1),
      ),
      ...set(rest, of(op.SUB, get(place), get(at))),
      ...badUnless(of(op.LESS_UNSIGNED, of(op.SUB, get(rest), i32(21)), i32(9))),
    ]),
  ]
  /** Minutes of the zone into `rest`, its sign into `sign`. */
  const zone: Code = [
    ...set(rest, i32(0)),
    ...set(sign, i32(-1)),
    ...set(unit, i32(0)),
    ...when(isIn, [
      ...set(tens, of(op.SUB, get(end), get(place))),
      ...either(isByte(place, 0, 90), set(bad, of(op.OR, get(bad), of(op.NOT_EQUAL, get(tens), i32(1)))), [
        ...either(
          isByte(place, 0, MINUS),
          set(sign, i32(1)),
          set(bad, of(op.OR, get(bad), of(op.EQUAL, isByte(place, 0, PLUS), i32(0)))),
        ),
        ...set(zoneBytes, get(tens)),
        ...pair(rest, place, 1),
        ...when(of(op.EQUAL, get(zoneBytes), i32(5)), pair(unit, place, 3)),
        ...when(of(op.EQUAL, get(zoneBytes), i32(6)), [...badUnless(isByte(place, 3, COLON)), ...pair(unit, place, 4)]),
        ...badUnless(
          of(
            op.OR,
            of(op.EQUAL, get(zoneBytes), i32(3)),
            of(op.LESS_UNSIGNED, of(op.SUB, get(zoneBytes), i32(5)), i32(2)),
          ),
        ),
        ...set(rest, of(op.ADD, times(get(rest), 60), get(unit))),
      ]),
    ]),
  ]
  return {
    name: 'timestamp',
    parameters: 3,
    result: true,
    locals: [...Array.from({ length: 16 }, () => I32), F64],
    code: [
      ...loopWhile(
        of(op.LESS, get(row), get(length)),
        set(at, startOf(first)),
        when(of(op.NOT_LESS, get(at), i32(0)), [
          ...set(end, endOf(first)),
          ...when(of(op.LESS, of(op.SUB, get(end), get(at)), i32(19)), fail),
          ...dayAt(at),
          ...clock,
          ...part,
          ...zone,
          ...when(get(bad), fail),
          ...set(seconds, of(op.ADD, get(seconds), of(op.MULTIPLY, times(get(rest), 60), get(sign)))),
          ...set(micros, of(op.MULTIPLY_DOUBLE, double(day), f64(86_400_000_000))),
          ...set(micros, of(op.ADD_DOUBLE, get(micros), of(op.MULTIPLY_DOUBLE, double(seconds), f64(1_000_000)))),
          ...set(micros, of(op.ADD_DOUBLE, get(micros), double(fraction))),
          ...storeDouble(of(op.SHIFT_LEFT, get(row), i32(3)), memory.doubles, get(micros)),
        ]),
        add(row, 1),
        set(first, of(op.ADD, get(first), get(stride))),
      ),
      ...i32(1),
    ],
  }
}
