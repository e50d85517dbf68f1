import {
  add,
  type Code,
  call,
  get,
  I32,
  i32,
  leave,
  load32,
  load64,
  loadByte,
  loopWhile,
  of,
  set,
  store64,
  type WasmFunction,
  when,
} from './instructions.ts'
import { column, functions, memory, tables } from './layout.ts'
import * as op from './opcodes.ts'

/** move(from, end, to): copies bytes, and up to seven behind them, which are to be written over. */
export function move(): WasmFunction {
  const [from, end, to] = [0, 1, 2] as const
  return {
    parameters: 3,
    locals: [],
    code: loopWhile(
      of(op.LESS, get(from), get(end)),
      store64(get(to), 0, load64(get(from), 0)),
      add(from, 8),
      add(to, 8),
    ),
  }
}

const { slots, slot: slotBytes, length: lengthAt, resultLength, value } = tables.recent

/**
 * recent(start, end, out, column): what recent-values.ts remembers of the value; gives where that ends, 0 where it does
 * not remember it.
 */
export function recent(): WasmFunction {
  const [start, end, out, mask] = [0, 1, 2, 3] as const
  const [at, hash, slot, length, own, i, tries, owner] = [4, 5, 6, 7, 8, 9, 10, 11] as const
  const size = loadByte(get(slot), memory.recent + resultLength)
  const found: Code = [
    ...set(own, of(op.ADD, get(own), get(length))),
    ...call(functions.move, get(own), of(op.ADD, get(own), size), get(out)),
    ...leave(of(op.ADD, get(out), size)),
  ]
  return {
    parameters: 4,
    result: true,
    locals: Array.from({ length: 8 }, () => I32),
    code: [
      ...set(owner, load32(get(mask), column.owner)),
      ...set(length, of(op.SUB, get(end), get(start))),
      ...set(hash, of(op.ADD, get(length), of(op.MULTIPLY, get(owner), i32(0x85ebca6b | 0)))),
      ...set(at, get(start)),
      ...loopWhile(
        of(op.LESS, get(at), get(end)),
        set(hash, of(op.XOR, of(op.ROTATE_LEFT, get(hash), i32(5)), loadByte(get(at), 0))),
        add(at, 1),
      ),
      ...set(hash, of(op.MULTIPLY, get(hash), i32(0x9e3779b1 | 0))),
      ...set(
        slot,
        of(
          op.MULTIPLY,
          of(op.AND, of(op.XOR, get(hash), of(op.SHIFT_RIGHT, get(hash), i32(15))), i32(slots - 1)),
          i32(slotBytes),
        ),
      ),
      ...loopWhile(
        of(op.LESS, get(tries), i32(2)),
        when(
          of(
            op.AND,
            of(op.EQUAL, load32(get(slot), memory.recent), get(owner)),
            of(op.EQUAL, loadByte(get(slot), memory.recent + lengthAt), get(length)),
          ),
          [
            ...set(own, of(op.ADD, get(slot), i32(memory.recent + value))),
            ...set(i, i32(0)),
            // Goes on while the bytes are the same: all of them are where it comes to the end.
            ...loopWhile(
              of(
                op.AND,
                of(op.LESS, get(i), get(length)),
                of(op.EQUAL, loadByte(of(op.ADD, get(start), get(i)), 0), loadByte(of(op.ADD, get(own), get(i)), 0)),
              ),
              add(i, 1),
            ),
            ...when(of(op.EQUAL, get(i), get(length)), found),
          ],
        ),
        set(slot, of(op.XOR, get(slot), i32(slotBytes))),
        add(tries, 1),
      ),
      ...i32(0),
    ],
  }
}
