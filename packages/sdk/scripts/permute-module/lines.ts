import {
  add,
  get,
  i32,
  load32,
  loadByte,
  loopWhile,
  of,
  set,
  store32,
  type WasmFunction,
  when,
} from './instructions.ts'
import { column, memory } from './layout.ts'
import * as op from './opcodes.ts'
import { row, rowLoop, stop } from './row-loop.ts'

const [TAB, NEWLINE, BACKSLASH, N] = [9, 10, 92, 78] as const

/** Goes through lines of text COPY; of each field that is kept where it begins, and of one more behind the last. */
export function lines(): WasmFunction {
  const { at, end, count, next, start, stop: stopAt } = row
  const [field, byte, here] = [row.own, row.own + 1, row.own + 2] as const
  const last = of(op.SHIFT_LEFT, of(op.SUB, get(count), i32(1)), i32(2))
  const is = (offset: number, sign: number) => of(op.EQUAL, loadByte(get(start), offset), i32(sign))
  return rowLoop({
    name: 'lines',
    locals: 3,
    before: 0,
    walk: [
      ...set(next, get(at)),
      ...set(field, i32(0)),
      ...set(byte, i32(0)),
      ...store32(i32(0), memory.fields, get(at)),
      ...loopWhile(
        of(op.NOT_EQUAL, get(byte), i32(NEWLINE)),
        when(of(op.NOT_LESS, get(next), get(end)), stop('done')),
        set(byte, loadByte(get(next), 0)),
        add(next, 1),
        when(of(op.EQUAL, get(byte), i32(TAB)), [
          ...when(of(op.NOT_LESS, get(field), last), stop('done')),
          ...add(field, 4),
          ...store32(get(field), memory.fields, get(next)),
        ]),
      ),
      ...when(of(op.NOT_EQUAL, get(field), last), stop('done')),
      ...store32(get(field), memory.fields + 4, get(next)),
    ],
    find: [
      ...set(field, load32(get(row.column), column.field)),
      ...set(start, load32(get(field), memory.fields)),
      ...set(stopAt, of(op.SUB, load32(get(field), memory.fields + 4), i32(1))),
      ...set(here, get(start)),
      ...loopWhile(
        of(op.AND, of(op.LESS, get(here), get(stopAt)), of(op.NOT_EQUAL, loadByte(get(here), 0), i32(BACKSLASH))),
        add(here, 1),
      ),
    ],
    isNull: of(
      op.AND,
      of(op.EQUAL, of(op.SUB, get(stopAt), get(start)), i32(2)),
      of(op.AND, is(0, BACKSLASH), is(1, N)),
    ),
    isPlain: of(op.EQUAL, get(here), get(stopAt)),
    writeLength: [],
  })
}
