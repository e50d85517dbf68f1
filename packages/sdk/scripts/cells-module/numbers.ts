import {
  add,
  type Code,
  either,
  F64,
  f64,
  get,
  I32,
  I64,
  i32,
  i64,
  leave,
  loadByte,
  loadDouble,
  loopWhile,
  of,
  set,
  storeByte,
  storeDouble,
  type WasmFunction,
  when,
} from '../permute-module/instructions.ts'
import * as op from '../permute-module/opcodes.ts'
import { byteAt, column, digitAt, endOf, isNoDigit, startOf } from './cell.ts'
import { memory } from './layout.ts'

/** Digits that a double holds exactly, whatever they are. */
const MOST_DIGITS = 15
const [MINUS, POINT] = [45, 46] as const
const FAILED = -1

/**
 * decimal(first, stride, length): the cells of a column, digits with a point among them or without, as whole numbers of the
 * greatest scale that one of them has, which it gives; below 0 where one is spelled in another way. What
 * src/formats/typed-cells.ts reads.
 */
export function decimal(): WasmFunction {
  const { first, stride, length } = column
  const [row, at, end, digit, negative, count, point, scale, least, places] = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as const
  const value = 13
  const scaled = 14
  const slot = (local: number): Code => of(op.SHIFT_LEFT, get(local), i32(3))
  const fail = leave(i32(FAILED))
  const cell: Code = [
    ...set(end, endOf(first)),
    ...set(negative, of(op.EQUAL, byteAt(at), i32(MINUS))),
    ...set(at, of(op.ADD, get(at), get(negative))),
    ...set(count, of(op.SUB, get(end), get(at))),
    ...when(of(op.NOT_LESS, of(op.SUB, get(count), i32(1)), i32(MOST_DIGITS)), fail),
    ...when(of(op.LESS, get(count), i32(1)), fail),
    ...set(value, i64(0)),
    ...set(point, i32(-1)),
    ...loopWhile(
      of(op.LESS, get(at), get(end)),
      set(digit, digitAt(at)),
      either(
        isNoDigit(digit),
        [
          // One point, with a digit before it.
          ...when(of(op.NOT_EQUAL, get(digit), i32(POINT - 48)), fail),
          ...when(of(op.NOT_LESS, get(point), i32(0)), fail),
          ...when(of(op.EQUAL, of(op.SUB, get(end), get(at)), get(count)), fail),
          ...set(point, get(at)),
        ],
        set(value, of(op.ADD_64, of(op.MULTIPLY_64, get(value), i64(10)), of(op.EXTEND, get(digit)))),
      ),
      add(at, 1),
    ),
    ...set(places, i32(0)),
    ...when(of(op.NOT_LESS, get(point), i32(0)), [
      ...set(places, of(op.SUB, of(op.SUB, get(end), get(point)), i32(1))),
      ...when(of(op.EQUAL, get(places), i32(0)), fail),
    ]),
    ...when(of(op.GREATER, get(places), get(scale)), set(scale, get(places))),
    ...when(of(op.LESS, get(places), get(least)), set(least, get(places))),
    ...when(get(negative), set(value, of(op.SUB_64, i64(0), get(value)))),
    ...storeByte(get(row), memory.marks, get(places)),
    ...storeDouble(slot(row), memory.doubles, of(op.DOUBLE_64, get(value))),
  ]
  const rescaled: Code = [
    ...set(places, loadByte(get(row), memory.marks)),
    ...set(scaled, loadDouble(slot(row), memory.doubles)),
    ...loopWhile(
      of(op.LESS, get(places), get(scale)),
      set(scaled, of(op.MULTIPLY_DOUBLE, get(scaled), f64(10))),
      add(places, 1),
    ),
    ...when(of(op.GREATER_DOUBLE, of(op.ABSOLUTE_DOUBLE, get(scaled)), f64(Number.MAX_SAFE_INTEGER)), fail),
    ...storeDouble(slot(row), memory.doubles, get(scaled)),
  ]
  return {
    name: 'decimal',
    parameters: 3,
    result: true,
    locals: [...Array.from({ length: 10 }, () => I32), I64, F64],
    code: [
      ...set(least, i32(MOST_DIGITS)),
      ...loopWhile(
        of(op.LESS, get(row), get(length)),
        set(at, startOf(first)),
        either(of(op.NOT_LESS, get(at), i32(0)), cell, storeDouble(slot(row), memory.doubles, f64(0))),
        add(row, 1),
        set(first, of(op.ADD, get(first), get(stride))),
      ),
      // Where nulls are, a mark means nothing; a nought stays one.
      ...when(of(op.LESS, get(least), get(scale)), [
        ...set(row, i32(0)),
        ...loopWhile(of(op.LESS, get(row), get(length)), rescaled, add(row, 1)),
      ]),
      ...get(scale),
    ],
  }
}
