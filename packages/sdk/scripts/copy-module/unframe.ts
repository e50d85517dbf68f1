import {
  add,
  call,
  get,
  I32,
  i32,
  leave,
  load32,
  loadByte,
  loadWide,
  loopWhile,
  of,
  set,
  store32,
  storeWide,
  swapped,
  type WasmFunction,
  when,
} from '../permute-module/instructions.ts'
import * as op from '../permute-module/opcodes.ts'
import { memory, where } from './layout.ts'

const COPY_DATA = 0x64
/** A message is its kind, a length that counts itself, and its body. */
const [headerBytes, lengthBytes] = [5, 4] as const

/** move(from, end, to): copies bytes, and up to fifteen behind them, which are to be written over. */
export function move(): WasmFunction {
  const [from, end, to] = [0, 1, 2] as const
  return {
    parameters: 3,
    locals: [],
    code: loopWhile(
      of(op.LESS, get(from), get(end)),
      storeWide(get(to), 0, loadWide(get(from), 0)),
      add(from, 16),
      add(to, 16),
    ),
  }
}

/**
 * unframe(at, end, out): bodies of the CopyData messages from `at` on, one behind the other, of the last one what is there,
 * and up to fifteen bytes behind them, written to `out`. Gives where what is something else begins, or the header of a message that is not whole.
 */
export function unframe(): WasmFunction {
  const [at, end, out] = [0, 1, 2] as const
  const [length, rest] = [3, 4] as const
  const there = of(op.SUB, get(end), get(at))
  const leaveOff = [
    ...store32(i32(0), memory.where + where.out, get(out)),
    ...store32(i32(0), memory.where + where.rest, get(rest)),
    ...leave(get(at)),
  ]
  return {
    name: 'unframe',
    parameters: 3,
    result: true,
    locals: [I32, I32],
    code: [
      ...loopWhile(
        of(op.NOT_LESS, there, i32(headerBytes)),
        set(length, of(op.SUB, swapped(load32(get(at), 1)), i32(lengthBytes))),
        when(
          of(op.OR, of(op.NOT_EQUAL, loadByte(get(at), 0), i32(COPY_DATA)), of(op.LESS, get(length), i32(0))),
          leaveOff,
        ),
        add(at, headerBytes),
        when(of(op.GREATER, get(length), there), [...set(rest, of(op.SUB, get(length), there)), ...set(length, there)]),
        call(1, get(at), of(op.ADD, get(at), get(length)), get(out)),
        set(at, of(op.ADD, get(at), get(length))),
        set(out, of(op.ADD, get(out), get(length))),
      ),
      ...leaveOff,
      ...i32(0),
    ],
  }
}
