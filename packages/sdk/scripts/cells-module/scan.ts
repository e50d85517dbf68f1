import {
  add,
  again,
  type Code,
  get,
  I32,
  i32,
  leave,
  loadByte,
  loadWide,
  loopWhile,
  of,
  set,
  store32,
  storeByte,
  V128,
  type WasmFunction,
  when,
  wide,
  word,
} from '../permute-module/instructions.ts'
import * as op from '../permute-module/opcodes.ts'
import { memory, room, where } from './layout.ts'

const [LINE_FEED, RETURN, QUOTE] = [10, 13, 34] as const

/**
 * scan(at, size, delimiter, width, cell): the cells of records of `width` cells in the block, from `at` on, behind the
 * `cell` of them that are known. Gives where it stops: behind the last whole record, before one that is something else (of
 * another width, cut off, with quotes that stand for themselves), or for which there is no room. Sixteen bytes are looked
 * at in one.
 */
export function scan(): WasmFunction {
  const [at, size, delimiter, width, cell] = [0, 1, 2, 3, 4] as const
  const [base, mask, place, start, stop, column, byte, quoted] = [5, 6, 7, 8, 9, 10, 11, 12] as const
  const [done, lines, pending] = [13, 14, 15] as const
  const [delimiters, feeds, returns, quotes, bytes] = [16, 17, 18, 19, 20] as const
  const byteAt = (local: number, offset = 0) => loadByte(get(local), memory.block + offset)
  const end: Code = [
    ...store32(i32(0), memory.where + where.cells, get(done)),
    ...store32(i32(0), memory.where + where.lines, get(lines)),
    ...leave(get(at)),
  ]
  const any = [delimiters, feeds, returns, quotes]
    .map((one) => wide(op.EQUAL_BYTES, get(bytes), get(one)))
    .reduce((one, other) => wide(op.OR_WIDE, one, other))
  const isNotLess = (local: number, than: Code) => of(op.NOT_LESS, get(local), than)
  const isByte = (sign: Code) => of(op.EQUAL, get(byte), sign)
  /** A quoted cell: `stop` where its quote closes, `place` behind that. */
  const close: Code = [
    // A quote inside of a cell without quotes is text.
    ...when(of(op.NOT_EQUAL, get(place), get(start)), again(2)),
    ...set(quoted, i32(1)),
    ...add(start, 1),
    ...set(stop, get(start)),
    ...loopWhile(
      of(op.NOT_EQUAL, setting(byte, byteAt(stop)), i32(QUOTE)),
      when(isNotLess(stop, get(size)), end),
      when(isByte(i32(LINE_FEED)), add(pending, 1)),
      add(stop, 1),
    ),
    ...set(place, of(op.ADD, get(stop), i32(1))),
    ...when(isNotLess(place, get(size)), end),
    ...set(byte, byteAt(place)),
    ...when(
      of(op.EQUAL, of(op.OR, of(op.OR, isByte(get(delimiter)), isByte(i32(LINE_FEED))), isByte(i32(RETURN))), i32(0)),
      end,
    ),
    // The next sixteen are those behind.
    ...set(mask, i32(0)),
    ...set(base, of(op.SUB, get(place), i32(15))),
  ]
  const record: Code = [
    ...set(column, i32(0)),
    ...when(isByte(i32(RETURN)), [
      // Whether a line feed follows is not known.
      ...when(isNotLess(start, get(size)), end),
      ...when(of(op.EQUAL, byteAt(start), i32(LINE_FEED)), add(start, 1)),
    ]),
    ...set(at, get(start)),
    ...set(done, get(cell)),
    ...set(lines, of(op.ADD, of(op.ADD, get(lines), get(pending)), i32(1))),
    ...set(pending, i32(0)),
    ...when(of(op.GREATER, of(op.ADD, get(cell), get(width)), i32(room.cells)), end),
  ]
  const isLast = of(op.EQUAL, get(column), of(op.SUB, get(width), i32(1)))
  const put: Code = [
    ...when(of(op.AND, of(op.EQUAL, get(start), get(stop)), of(op.EQUAL, get(quoted), i32(0))), [
      ...set(start, i32(-1)),
      ...set(stop, i32(-1)),
      ...storeByte(get(column), memory.nullable, i32(1)),
    ]),
    ...store32(word(get(cell)), memory.starts, get(start)),
    ...store32(word(get(cell)), memory.ends, get(stop)),
    ...add(cell, 1),
    ...set(start, of(op.ADD, get(place), i32(1))),
  ]
  return {
    name: 'scan',
    parameters: 5,
    result: true,
    locals: [...Array.from({ length: 11 }, () => I32), V128, V128, V128, V128, V128],
    code: [
      ...set(delimiters, wide(op.SPLAT, get(delimiter))),
      ...set(feeds, wide(op.SPLAT, i32(LINE_FEED))),
      ...set(returns, wide(op.SPLAT, i32(RETURN))),
      ...set(quotes, wide(op.SPLAT, i32(QUOTE))),
      ...set(base, get(at)),
      ...set(start, get(at)),
      ...set(done, get(cell)),
      ...when(of(op.GREATER, of(op.ADD, get(cell), get(width)), i32(room.cells)), end),
      ...loopWhile(
        of(op.LESS, get(base), get(size)),
        set(bytes, loadWide(get(base), memory.block)),
        set(mask, wide(op.BITMASK, any)),
        loopWhile(
          get(mask),
          set(place, of(op.ADD, get(base), of(op.TRAILING_ZEROS, get(mask)))),
          set(mask, of(op.AND, get(mask), of(op.SUB, get(mask), i32(1)))),
          // What belongs to a line end, or to a cell, that is read already.
          when(of(op.LESS, get(place), get(start)), again(1)),
          when(isNotLess(place, get(size)), end),
          set(byte, byteAt(place)),
          set(stop, get(place)),
          set(quoted, i32(0)),
          when(isByte(i32(QUOTE)), close),
          when(of(op.EQUAL, isByte(get(delimiter)), isLast), end),
          put,
          set(column, of(op.ADD, get(column), i32(1))),
          when(of(op.NOT_EQUAL, get(byte), get(delimiter)), record),
        ),
        add(base, 16),
      ),
      ...end,
    ],
  }
}

/** Sets a local, and is its value. */
const setting = (local: number, value: Code): Code => [...set(local, value), ...get(local)]
