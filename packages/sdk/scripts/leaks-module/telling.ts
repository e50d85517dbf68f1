import {
  add,
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
  V128,
  type WasmFunction,
  when,
  wide,
} from '../permute-module/instructions.ts'
import * as op from '../permute-module/opcodes.ts'
import { grades } from './layout.ts'

const [start, end, at, some, digits, letters, words, signs, before, own, bytes] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
] as const

const splat = (byte: number): Code => wide(op.SPLAT, i32(byte))
/** A bit for each of the bytes that are one of so many from `first` on. */
const among = (sixteen: Code, first: number, count: number): Code =>
  wide(op.BITMASK, wide(op.LESS_BYTES_UNSIGNED, wide(op.SUB_BYTES, sixteen, splat(first)), splat(count)))
const counted = (local: number, bits: Code): Code => set(local, of(op.ADD, get(local), of(op.COUNT_BITS, bits)))
const not = (bits: Code): Code => of(op.XOR, bits, i32(-1))

const rest = of(op.SUB, get(end), get(at))
/** Of sixteen bytes those that are of the value. */
const own16: Code = of(
  op.SELECT,
  i32(0xffff),
  of(op.SUB, of(op.SHIFT_LEFT, i32(1), rest), i32(1)),
  of(op.NOT_LESS, rest, i32(16)),
)

const dash = 45
const isDash = (offset: number) => of(op.EQUAL, loadByte(get(start), offset), i32(dash))
const likeDate = of(
  op.AND,
  of(op.NOT_LESS, of(op.SUB, get(end), get(start)), i32(10)),
  of(op.AND, isDash(4), isDash(7)),
)
const isMore = (local: number, than: number) => of(op.GREATER, get(local), i32(than))

/** telling(start, end): `tellingOf` of telling.ts, as a grade; sixteen bytes at a time, and up to fifteen behind are read. */
export function telling(): WasmFunction {
  return {
    parameters: 2,
    result: true,
    locals: [...Array.from({ length: 8 }, () => I32), V128],
    code: [
      ...when(of(op.LESS, of(op.SUB, get(end), get(start)), i32(6)), leave(i32(grades.none))),
      ...set(at, get(start)),
      ...loopWhile(
        of(op.LESS, get(at), get(end)),
        set(bytes, loadWide(get(at), 0)),
        set(own, own16),
        set(some, of(op.AND, among(get(bytes), 48, 10), get(own))),
        counted(digits, get(some)),
        set(signs, of(op.OR, get(signs), of(op.AND, among(get(bytes), 64, 1), get(own)))),
        // Capitals with the small ones, and whatever is no ASCII.
        set(
          own,
          of(
            op.AND,
            of(op.OR, among(wide(op.OR_WIDE, get(bytes), splat(32)), 97, 26), wide(op.BITMASK, get(bytes))),
            get(own),
          ),
        ),
        counted(letters, get(own)),
        set(some, of(op.OR, get(some), get(own))),
        // Words begin where there was none before.
        counted(words, of(op.AND, get(some), not(of(op.OR, of(op.SHIFT_LEFT, get(some), i32(1)), get(before))))),
        set(before, of(op.SHIFT_RIGHT, get(some), i32(15))),
        add(at, 16),
      ),
      ...when(of(op.AND, of(op.NOT_EQUAL, get(signs), i32(0)), isMore(words, 1)), leave(i32(grades.strong))),
      ...when(
        of(
          op.SELECT,
          of(op.AND, isMore(digits, 7), of(op.EQUAL, likeDate, i32(0))),
          of(op.AND, isMore(letters, 2), isMore(digits, 2)),
          of(op.EQUAL, get(letters), i32(0)),
        ),
        leave(i32(grades.strong)),
      ),
      ...of(op.SELECT, i32(grades.weak), i32(grades.none), of(op.AND, isMore(words, 1), isMore(letters, 5))),
    ],
  }
}
