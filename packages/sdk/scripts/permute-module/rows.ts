import {
  add,
  either,
  get,
  i32,
  load32,
  loadByte,
  loopWhile,
  of,
  set,
  store32,
  swapped,
  type WasmFunction,
  when,
} from './instructions.ts'
import { column, memory } from './layout.ts'
import * as op from './opcodes.ts'
import { row, rowLoop, stop } from './row-loop.ts'

/** Goes through rows of binary COPY; of each field that is kept where its length stands. */
export function rows(): WasmFunction {
  const { at, end, count, next, start, out, got } = row
  const [field, length] = [row.own, row.own + 1] as const
  return rowLoop({
    name: 'rows',
    locals: 2,
    before: 4,
    walk: [
      ...when(of(op.LESS, of(op.SUB, get(end), get(at)), i32(2)), stop('done')),
      ...when(
        of(op.NOT_EQUAL, of(op.OR, of(op.SHIFT_LEFT, loadByte(get(at), 0), i32(8)), loadByte(get(at), 1)), get(count)),
        stop('done'),
      ),
      ...set(next, of(op.ADD, get(at), i32(2))),
      ...set(field, i32(0)),
      ...loopWhile(
        of(op.LESS, get(field), of(op.SHIFT_LEFT, get(count), i32(2))),
        when(of(op.GREATER_UNSIGNED, get(next), of(op.SUB, get(end), i32(4))), stop('done')),
        store32(get(field), memory.fields, get(next)),
        set(length, load32(get(next), 0)),
        add(next, 4),
        // Most lengths are one byte; NULL has none, and what is beyond all memory is beyond the end.
        either(
          of(op.EQUAL, of(op.AND, get(length), i32(0xffffff)), i32(0)),
          set(next, of(op.ADD, get(next), of(op.SHIFT_RIGHT, get(length), i32(24)))),
          [
            ...set(length, swapped(get(length))),
            ...when(of(op.GREATER, get(length), i32(0)), set(next, of(op.ADD, get(next), get(length)))),
          ],
        ),
        add(field, 4),
      ),
      ...when(of(op.GREATER_UNSIGNED, get(next), get(end)), stop('done')),
    ],
    find: [
      ...set(field, load32(load32(get(row.column), column.field), memory.fields)),
      ...set(length, swapped(load32(get(field), 0))),
      ...set(start, of(op.ADD, get(field), i32(4))),
      ...set(row.stop, of(op.ADD, get(start), get(length))),
    ],
    isNull: of(op.LESS, get(length), i32(0)),
    isPlain: i32(1),
    writeLength: store32(get(out), 0, swapped(of(op.SUB, of(op.SUB, get(got), get(out)), i32(4)))),
  })
}
