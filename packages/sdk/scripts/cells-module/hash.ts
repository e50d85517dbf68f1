import {
  HIGH,
  HIGH_START,
  LAST_HIGH,
  LAST_LOW,
  LOW,
  LOW_START,
  MOST_DIGITS,
} from '../../src/quality/columns/hash-numbers.ts'
import {
  add,
  type Code,
  either,
  get,
  I32,
  I64,
  i32,
  i64,
  load32,
  loopWhile,
  of,
  set,
  store32,
  type WasmFunction,
  when,
  word,
} from '../permute-module/instructions.ts'
import * as op from '../permute-module/opcodes.ts'
import { byteAt, column, digitAt, endOf, isNoDigit, startOf } from './cell.ts'
import { memory } from './layout.ts'

/** hash(first, stride, length): the hashes of src/quality/columns/hash-column.ts of a column's cells; of nulls, nothing. */
export function hash(): WasmFunction {
  const { first, stride, length } = column
  const [row, start, end, at, low, high, digit, negative, isNumber] = [3, 4, 5, 6, 7, 8, 9, 10, 11] as const
  const number = 12
  const size = of(op.SUB, get(end), get(start))
  const mix = (value: Code): Code => [
    ...set(digit, value),
    ...set(low, of(op.MULTIPLY, of(op.XOR, of(op.ROTATE_LEFT, get(low), i32(5)), get(digit)), i32(LOW))),
    ...set(high, of(op.MULTIPLY, of(op.XOR, of(op.ROTATE_LEFT, get(high), i32(7)), get(digit)), i32(HIGH))),
  ]
  const four = (place: Code): Code => load32(place, memory.block)
  const shifted = (local: number, by: number): Code => of(op.XOR, get(local), of(op.SHIFT_RIGHT, get(local), i32(by)))
  const text: Code = [
    ...set(low, of(op.XOR, size, i32(LOW_START))),
    ...set(high, of(op.XOR, size, i32(HIGH_START))),
    ...set(at, get(start)),
    ...loopWhile(of(op.NOT_LESS, get(end), of(op.ADD, get(at), i32(4))), mix(four(get(at))), add(at, 4)),
    ...when(
      of(op.LESS, get(at), get(end)),
      either(
        of(op.NOT_LESS, size, i32(4)),
        mix(four(of(op.SUB, get(end), i32(4)))),
        loopWhile(of(op.LESS, get(at), get(end)), mix(byteAt(at)), add(at, 1)),
      ),
    ),
    // As `finish` does.
    ...set(digit, of(op.XOR, get(low), of(op.SHIFT_RIGHT, get(high), i32(15)))),
    ...set(high, of(op.XOR, get(high), of(op.SHIFT_RIGHT, get(low), i32(13)))),
    ...set(low, of(op.MULTIPLY, shifted(digit, 16), i32(LAST_LOW))),
    ...set(high, of(op.MULTIPLY, shifted(high, 15), i32(LAST_HIGH))),
    ...set(digit, get(low)),
    ...set(low, of(op.XOR, get(low), of(op.SHIFT_RIGHT, get(high), i32(14)))),
    ...set(high, of(op.XOR, get(high), of(op.SHIFT_RIGHT, get(digit), i32(16)))),
  ]
  const whole: Code = [
    ...when(get(negative), set(number, of(op.SUB_64, i64(0), get(number)))),
    ...set(low, of(op.WRAP, get(number))),
    ...set(high, of(op.XOR, of(op.WRAP, of(op.SHIFT_RIGHT_SIGNED_64, get(number), i64(32))), i32(HIGH_START))),
  ]
  return {
    name: 'hash',
    parameters: 3,
    locals: [...Array.from({ length: 9 }, () => I32), I64],
    code: loopWhile(
      of(op.LESS, get(row), get(length)),
      set(start, startOf(first)),
      when(of(op.NOT_LESS, get(start), i32(0)), [
        ...set(end, endOf(first)),
        ...set(negative, of(op.EQUAL, byteAt(start), i32(45))),
        ...set(at, of(op.ADD, get(start), get(negative))),
        ...set(digit, of(op.SUB, get(end), get(at))),
        // A number has a digit, not too many, and begins with a zero only where it is one.
        ...set(isNumber, of(op.LESS_UNSIGNED, of(op.SUB, get(digit), i32(1)), i32(MOST_DIGITS))),
        ...when(
          of(op.AND, of(op.EQUAL, byteAt(at), i32(48)), of(op.OR, get(negative), of(op.NOT_EQUAL, get(digit), i32(1)))),
          set(isNumber, i32(0)),
        ),
        ...set(number, i64(0)),
        ...loopWhile(
          of(op.AND, get(isNumber), of(op.LESS, get(at), get(end))),
          set(digit, digitAt(at)),
          set(number, of(op.ADD_64, of(op.MULTIPLY_64, get(number), i64(10)), of(op.EXTEND, get(digit)))),
          when(isNoDigit(digit), set(isNumber, i32(0))),
          add(at, 1),
        ),
        ...either(get(isNumber), whole, text),
        ...store32(word(get(row)), memory.low, get(low)),
        ...store32(word(get(row)), memory.high, get(high)),
      ]),
      add(row, 1),
      set(first, of(op.ADD, get(first), get(stride))),
    ),
  }
}
