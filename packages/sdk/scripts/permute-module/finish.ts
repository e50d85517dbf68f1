import {
  type Code,
  call,
  get,
  I32,
  i32,
  leave,
  load32,
  loadHalf,
  loadUpper,
  loadWide,
  of,
  set,
  storeWide,
  V128,
  type WasmFunction,
  when,
  wide,
} from './instructions.ts'
import { functions, task, taskKinds } from './layout.ts'
import { Locals } from './number.ts'
import * as op from './opcodes.ts'
import { DIGITS, LETTERS, ranks, turnBytes } from './turns.ts'
import { all, any, both, bytes16, floats, longs, splat, words } from './wide-code.ts'

/** finish(task): what was permuted is written to where what stays of it stands already. */
export function finish(): WasmFunction {
  const at = 0
  const locals = new Locals(1)
  const [out, bits, count] = [locals.take(I32), locals.take(I32), locals.take(I32)]
  const wideLocal = () => locals.take(V128)
  const [x, y, turns, others] = [wideLocal(), wideLocal(), wideLocal(), wideLocal()]
  const [value, one, two] = [wideLocal(), wideLocal(), wideLocal()]

  /** The quotient by two digits as a float, exact for what is below 2^20; that by one in 15 bits, likewise below 676. */
  const unpack = (into: number): Code => [
    ...set(two, both(get(two), longs(0xffff))),
    ...set(x, wide(op.FLOAT, get(two))),
    ...set(
      y,
      wide(
        op.SUB_FLOAT,
        wide(op.FLOAT, get(value)),
        wide(op.MULTIPLY_FLOAT, wide(op.SUB_FLOAT, get(x), floats(1)), floats(0.5)),
      ),
    ),
    ...set(
      y,
      both(
        wide(
          op.ADD_FLOAT,
          wide(op.MULTIPLY_FLOAT, get(y), wide(op.DIVIDE_FLOAT, floats(1), get(x))),
          floats(1.5 * 2 ** 23),
        ),
        longs(0x3fffff),
      ),
    ),
    ...set(
      x,
      any(wide(op.SUB_32, get(value), wide(op.DOT_16, get(y), get(two))), wide(op.SHIFT_LEFT_32, get(y), i32(16))),
    ),
    ...set(
      y,
      wide(
        op.MULTIPLY_FRACTION_16,
        wide(op.SUB_16, wide(op.ADD_16, wide(op.ADD_16, get(x), get(x)), words(1)), get(one)),
        wide(
          op.ADD_16,
          words(Math.floor(2 ** 14 / LETTERS)),
          both(
            wide(op.EQUAL_16, get(one), words(DIGITS)),
            words(Math.floor(2 ** 14 / DIGITS) - Math.floor(2 ** 14 / LETTERS)),
          ),
        ),
      ),
    ),
    ...set(
      into,
      wide(
        op.SWIZZLE,
        any(wide(op.SUB_16, get(x), wide(op.MULTIPLY_16, get(y), get(one))), wide(op.SHIFT_LEFT_16, get(y), i32(8))),
        bytes16((i) => turnBytes[i]!),
      ),
    ),
  ]
  /** Two limbs of each half, a half from either place on. */
  const four = (left: number, right: number, onePlace: number, twoPlace: number, into: number): Code => [
    ...set(value, loadUpper(get(at), task.values + right, loadHalf(get(at), task.values + left))),
    ...set(one, loadWide(get(at), onePlace)),
    ...set(two, loadWide(get(at), twoPlace)),
    ...unpack(into),
  ]
  const write = (offset: 0 | 16, images: Code): Code =>
    storeWide(get(out), offset, wide(op.ADD_BYTES, loadWide(get(out), offset), images))
  const isShort = of(op.LESS, load32(get(at), task.length), i32(16))
  return {
    parameters: 1,
    locals: locals.types,
    code: [
      ...when(of(op.EQUAL, load32(get(at), task.kind), i32(taskKinds.phone)), [
        ...call(functions.finishPhone, get(at)),
        ...leave(),
      ]),
      ...set(out, load32(get(at), task.out)),
      ...set(bits, load32(get(at), task.bits)),
      ...when(isShort, [
        ...four(0, 8, task.one, task.two, turns),
        ...write(0, wide(op.SWIZZLE, get(turns), ranks(get(bits)))),
        ...leave(),
      ]),
      ...four(0, 16, task.one, task.two, turns),
      ...four(8, 24, task.upperOne, task.upperTwo, others),
      ...set(count, of(op.COUNT_BITS, of(op.AND, get(bits), i32(0xffff)))),
      ...write(0, wide(op.SWIZZLE, get(turns), ranks(get(bits)))),
      ...set(bits, of(op.SHIFT_RIGHT, get(bits), i32(16))),
      // Turns of the second sixteen characters go on behind those of the first.
      ...set(x, wide(op.ADD_BYTES, ranks(get(bits)), splat(get(count)))),
      ...write(
        16,
        any(wide(op.SWIZZLE, get(turns), get(x)), wide(op.SWIZZLE, get(others), wide(op.SUB_BYTES, get(x), all(16)))),
      ),
    ],
  }
}
