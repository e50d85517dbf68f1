import {
  type Code,
  get,
  I32,
  i32,
  i64,
  load32,
  loadWide,
  of,
  set,
  storeWide,
  V128,
  type WasmFunction,
  when,
  wide,
  withUpper,
} from './instructions.ts'
import { task } from './layout.ts'
import { Locals } from './number.ts'
import * as op from './opcodes.ts'
import { ranks } from './turns.ts'
import { all, any, longs, splat, words } from './wide-code.ts'

/** finishPhone(task): the digits that were permuted are written over those that stand there. */
export function finishPhone(): WasmFunction {
  const at = 0
  const locals = new Locals(1)
  const [value, rest, least, out, kept, middle] = [
    ...[locals.take(I32), locals.take(I32), locals.take(I32)],
    ...[locals.take(I32), locals.take(I32), locals.take(I32)],
  ] as const
  const [x, y, rank] = [locals.take(V128), locals.take(V128), locals.take(V128)]
  const said = (place: number): Code => load32(get(at), place)
  /** Of a number below a million: its quotient by ten thousand, and what is left above that. */
  const twoNumbers = (number: Code): Code => [
    ...set(rest, number),
    ...set(
      value,
      of(op.WRAP, of(op.SHIFT_RIGHT_64, of(op.MULTIPLY_64, of(op.EXTEND, get(rest)), i64(429_497)), i64(32))),
    ),
    ...of(
      op.OR_64,
      of(op.EXTEND, get(value)),
      of(op.SHIFT_LEFT_64, of(op.EXTEND, of(op.SUB, get(rest), of(op.MULTIPLY, get(value), i32(10_000)))), i64(32)),
    ),
  ]
  const lessThan = (limit: Code): Code => wide(op.LESS_BYTES, get(rank), splat(limit))
  return {
    parameters: 1,
    locals: locals.types,
    code: [
      ...set(value, said(task.values)),
      ...set(least, said(task.least)),
      // One more than the least digit of an exchange: of those from 2 on there are eight, of the others two.
      ...when(get(least), [
        ...set(rest, of(op.DIVIDE, get(value), i32(10))),
        ...set(kept, of(op.SUB, get(value), of(op.MULTIPLY, get(rest), i32(10)))),
        ...set(middle, get(least)),
        ...set(
          value,
          of(
            op.ADD,
            of(
              op.MULTIPLY,
              of(
                op.ADD,
                of(op.MULTIPLY, of(op.SHIFT_RIGHT, get(rest), get(middle)), i32(10)),
                of(
                  op.ADD,
                  of(op.AND, get(rest), of(op.SUB, of(op.SHIFT_LEFT, i32(1), get(middle)), i32(1))),
                  of(op.SUB, get(least), i32(1)),
                ),
              ),
              i32(10),
            ),
            get(kept),
          ),
        ),
      ]),
      ...set(x, withUpper(wide(op.SPLAT_64, twoNumbers(get(value))), twoNumbers(said(task.values + 8)))),
      // Of four digits two and two, then one and one.
      ...set(y, wide(op.SHIFT_RIGHT_32, wide(op.MULTIPLY_32, get(x), longs(5243)), i32(19))),
      ...set(
        x,
        any(get(y), wide(op.SHIFT_LEFT_32, wide(op.SUB_32, get(x), wide(op.MULTIPLY_32, get(y), longs(100))), i32(16))),
      ),
      ...set(y, wide(op.SHIFT_RIGHT_16, wide(op.MULTIPLY_16, get(x), words(103)), i32(10))),
      ...set(
        x,
        any(get(y), wide(op.SHIFT_LEFT_16, wide(op.SUB_16, get(x), wide(op.MULTIPLY_16, get(y), words(10))), i32(8))),
      ),
      ...set(out, said(task.out)),
      ...set(kept, said(task.kept)),
      ...set(middle, said(task.middle)),
      ...set(rank, ranks(said(task.bits))),
      ...set(
        y,
        wide(
          op.CHOOSE_WIDE,
          splat(of(op.SUB, of(op.SUB, i32(8), get(middle)), get(kept))),
          splat(of(op.SUB, i32(16), said(task.count))),
          lessThan(of(op.ADD, get(kept), get(middle))),
        ),
      ),
      ...set(x, wide(op.ADD_BYTES, all(0x30), wide(op.SWIZZLE, get(x), wide(op.ADD_BYTES, get(rank), get(y))))),
      // What is no digit has a rank below 0.
      ...storeWide(get(out), 0, wide(op.CHOOSE_WIDE, loadWide(get(out), 0), get(x), lessThan(get(kept)))),
    ],
  }
}
