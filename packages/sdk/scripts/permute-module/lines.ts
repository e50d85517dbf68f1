import {
  add,
  type Code,
  either,
  get,
  i32,
  load32,
  loadByte,
  loadWide,
  loopWhile,
  of,
  set,
  store32,
  type WasmFunction,
  when,
  wide,
} from './instructions.ts'
import { column, memory } from './layout.ts'
import * as op from './opcodes.ts'
import { row, rowLoop, stop } from './row-loop.ts'
import { all, any, bitsOf } from './wide-code.ts'

const [TAB, NEWLINE, BACKSLASH, N] = [9, 10, 92, 78] as const

/** Goes through lines of text COPY; of each field that is kept where it begins, and of one more behind the last. */
export function lines(): WasmFunction {
  const { at, end, count, next, start, stop: stopAt } = row
  const [field, byte, here, bits] = [row.own, row.own + 1, row.own + 2, row.own + 3] as const
  const last = of(op.SHIFT_LEFT, of(op.SUB, get(count), i32(1)), i32(2))
  /** Of sixteen bytes from a place on those that are one of these signs, each a bit; none from another place on. */
  const found = (place: number, until: number, ...signs: readonly number[]): Code => [
    ...set(bits, bitsOf(any(...signs.map((sign) => wide(op.EQUAL_BYTES, loadWide(get(place), 0), all(sign)))))),
    ...when(
      of(op.GREATER, of(op.ADD, get(place), i32(16)), get(until)),
      set(
        bits,
        of(op.AND, get(bits), of(op.SUB, of(op.SHIFT_LEFT, i32(1), of(op.SUB, get(until), get(place))), i32(1))),
      ),
    ),
  ]
  const is = (offset: number, sign: number) => of(op.EQUAL, loadByte(get(start), offset), i32(sign))
  return rowLoop({
    name: 'lines',
    locals: 4,
    before: 0,
    walk: [
      ...set(next, get(at)),
      ...set(field, i32(0)),
      ...set(byte, i32(0)),
      ...store32(i32(0), memory.fields, get(at)),
      ...loopWhile(
        of(op.NOT_EQUAL, get(byte), i32(NEWLINE)),
        when(of(op.NOT_LESS, get(next), get(end)), stop('done')),
        found(next, end, TAB, NEWLINE),
        loopWhile(
          of(op.AND, of(op.NOT_EQUAL, get(bits), i32(0)), of(op.NOT_EQUAL, get(byte), i32(NEWLINE))),
          set(here, of(op.ADD, get(next), of(op.TRAILING_ZEROS, get(bits)))),
          set(bits, of(op.AND, get(bits), of(op.SUB, get(bits), i32(1)))),
          set(byte, loadByte(get(here), 0)),
          when(of(op.EQUAL, get(byte), i32(TAB)), [
            ...when(of(op.NOT_LESS, get(field), last), stop('done')),
            ...add(field, 4),
            ...store32(get(field), memory.fields, of(op.ADD, get(here), i32(1))),
          ]),
        ),
        either(of(op.EQUAL, get(byte), i32(NEWLINE)), set(next, of(op.ADD, get(here), i32(1))), add(next, 16)),
      ),
      ...when(of(op.NOT_EQUAL, get(field), last), stop('done')),
      ...store32(get(field), memory.fields + 4, get(next)),
    ],
    find: [
      ...set(field, load32(get(row.column), column.field)),
      ...set(start, load32(get(field), memory.fields)),
      ...set(stopAt, of(op.SUB, load32(get(field), memory.fields + 4), i32(1))),
      // Whether it has an escape somewhere.
      ...set(here, get(start)),
      ...set(bits, i32(0)),
      ...loopWhile(
        of(op.AND, of(op.LESS, get(here), get(stopAt)), of(op.EQUAL, get(bits), i32(0))),
        found(here, stopAt, BACKSLASH),
        add(here, 16),
      ),
    ],
    isNull: of(
      op.AND,
      of(op.EQUAL, of(op.SUB, get(stopAt), get(start)), i32(2)),
      of(op.AND, is(0, BACKSLASH), is(1, N)),
    ),
    isPlain: of(op.EQUAL, get(bits), i32(0)),
    writeLength: [],
  })
}
