import {
  add,
  type Code,
  call,
  either,
  f64,
  get,
  I32,
  I64,
  i32,
  i64,
  leave,
  load32,
  load64,
  loadByte,
  loadWide,
  loopWhile,
  of,
  set,
  store32,
  storeByte,
  storeWide,
  V128,
  type WasmFunction,
  when,
  wide,
  word,
} from './instructions.ts'
import { column as columns, functions, memory, room } from './layout.ts'
import { Locals } from './number.ts'
import * as op from './opcodes.ts'
import { sipRounds } from './sip-rounds.ts'
import { all, any, bitsOf, both, places, splat } from './wide-code.ts'

const [SPACE, COMMA, MOST_DIGITS] = [32, 44, 4] as const
/** Sixteen bits for each number of digits from one on: how many numbers of fewer digits there are. */
const FIRSTS = (1110n << 48n) | (110n << 32n) | (10n << 16n)

/**
 * street(start, end, out, column): what street-address.ts does with a line of ASCII that begins with a number of a few
 * digits and a break, in small letters and capitals; gives where the result ends, or 0 where it is for JavaScript to mask
 * it. What it has written by then is of no use.
 */
export function street(): WasmFunction {
  const [start, end, out, column] = [0, 1, 2, 3] as const
  const locals = new Locals(4)
  const int = () => locals.take(I32)
  const [at, byte, length, number, numbers] = [int(), int(), int(), int(), int()]
  const [digits, small, capitals, unwritten] = [int(), int(), int(), int()]
  const [drawn, wordStart, size, to, given] = [int(), int(), int(), int(), int()]
  const v = locals.state(I64)
  const message = locals.take(I64)
  const [line, inside, letters] = [locals.take(V128), locals.take(V128), locals.take(V128)]
  const [v0, v1, v2, v3] = v
  const isZero = (value: Code): Code => of(op.EQUAL, value, i32(0))
  const within = (value: Code, from: string, count: number): Code =>
    of(op.LESS_UNSIGNED, of(op.SUB, value, i32(from.charCodeAt(0))), i32(count))
  const isOf = (line: Code, from: string, count: number): Code =>
    wide(op.LESS_BYTES_UNSIGNED, wide(op.SUB_BYTES, line, all(from.charCodeAt(0))), all(count))
  const isBreak = (value: Code): Code => of(op.OR, of(op.EQUAL, value, i32(SPACE)), of(op.EQUAL, value, i32(COMMA)))
  const here = (offset: number): Code => loadByte(get(at), offset)
  const give = leave(i32(0))

  /** Sixteen characters, of which none is a control, with capitals made small, and zeros behind the last one. */
  const read: Code = [
    ...set(line, loadWide(of(op.ADD, get(start), get(at)), 0)),
    ...set(inside, wide(op.LESS_BYTES_UNSIGNED, places(), splat(of(op.SUB, get(length), get(at))))),
    ...set(line, both(get(line), get(inside))),
    ...set(letters, isOf(get(line), 'A', 26)),
    ...set(capitals, of(op.ADD, get(capitals), of(op.COUNT_BITS, bitsOf(get(letters))))),
    ...set(small, of(op.OR, get(small), bitsOf(isOf(get(line), 'a', 26)))),
    ...when(bitsOf(wide(op.AND_NOT_WIDE, get(inside), isOf(get(line), ' ', 128 - SPACE))), give),
    ...storeWide(get(at), memory.line, any(get(line), both(get(letters), all(0x20)))),
    ...add(at, 16),
  ]
  const readLine: Code = [
    ...set(length, of(op.SUB, get(end), get(start))),
    ...when(of(op.GREATER, get(length), i32(room.line)), give),
    ...read,
    // The digits at its beginning.
    ...set(digits, of(op.TRAILING_ZEROS, of(op.XOR, bitsOf(isOf(get(line), '0', 10)), i32(-1)))),
    ...loopWhile(of(op.NOT_GREATER, get(at), get(length)), read),
    // All small, or all capitals: what is drawn would be so too.
    ...either(get(small), when(isZero(get(capitals)), give), when(of(op.GREATER, get(capitals), i32(1)), give)),
    ...when(of(op.EQUAL, loadByte(of(op.SUB, get(end), i32(1)), 0), i32(SPACE)), give),
  ]

  /** What house number it is of all that are remembered, those of fewer digits first. */
  const readNumber: Code = [
    ...when(of(op.GREATER_UNSIGNED, of(op.SUB, get(digits), i32(1)), i32(MOST_DIGITS - 1)), give),
    ...set(at, of(op.ADD, get(start), get(digits))),
    // A letter alone behind the digits belongs to them.
    ...when(of(op.LESS, of(op.SUB, get(end), get(at)), i32(2)), give),
    ...set(byte, here(0)),
    ...when(isZero(isBreak(get(byte))), give),
    ...when(
      of(
        op.AND,
        of(op.AND, of(op.EQUAL, get(byte), i32(SPACE)), within(of(op.OR, here(1), i32(0x20)), 'a', 26)),
        of(op.AND, of(op.LESS, of(op.ADD, get(at), i32(2)), get(end)), isBreak(here(2))),
      ),
      give,
    ),
    // Four digits, of which the last is the highest byte, then two of two, each in a byte.
    ...set(unwritten, of(op.SHIFT_LEFT, of(op.SUB, i32(MOST_DIGITS), get(digits)), i32(3))),
    ...set(number, of(op.AND, of(op.SHIFT_LEFT, load32(get(start), 0), get(unwritten)), i32(0x0f0f0f0f))),
    ...set(
      number,
      of(
        op.AND,
        of(op.ADD, of(op.MULTIPLY, get(number), i32(10)), of(op.SHIFT_RIGHT, get(number), i32(8))),
        i32(0x00ff00ff),
      ),
    ),
    ...set(
      given,
      of(
        op.ADD,
        of(op.MULTIPLY, of(op.AND, get(number), i32(255)), i32(100)),
        of(op.SHIFT_RIGHT, get(number), i32(16)),
      ),
    ),
    ...set(
      numbers,
      of(
        op.AND,
        of(
          op.WRAP,
          of(op.SHIFT_RIGHT_64, i64(FIRSTS), of(op.EXTEND, of(op.SHIFT_LEFT, of(op.SUB, get(digits), i32(1)), i32(4)))),
        ),
        i32(0xffff),
      ),
    ),
    ...set(number, load32(word(of(op.ADD, get(given), get(numbers))), memory.houseNumbers)),
    ...when(of(op.LESS, get(number), i32(1)), give),
    ...add(number, -1),
    // With another number the line is another one.
    ...when(of(op.EQUAL, get(number), get(given)), give),
  ]

  const absorb: Code = [
    ...set(v3, of(op.XOR_64, get(v3), get(message))),
    ...sipRounds(2, v),
    ...set(v0, of(op.XOR_64, get(v0), get(message))),
  ]
  /** `below` of keyed-draws.ts at turn 0. */
  const draw: Code = [
    ...v.flatMap((local, i) => set(local, load64(get(column), 8 * i))),
    ...set(at, i32(0)),
    ...loopWhile(
      of(op.LESS, of(op.ADD, get(at), i32(7)), get(length)),
      set(message, load64(get(at), memory.line)),
      absorb,
      add(at, 8),
    ),
    ...set(
      message,
      of(op.OR_64, load64(get(at), memory.line), of(op.SHIFT_LEFT_64, of(op.EXTEND, get(length)), i64(56))),
    ),
    ...absorb,
    ...sipRounds(2, v),
    ...set(v2, of(op.XOR_64, get(v2), i64(0xff))),
    ...sipRounds(4, v),
    ...set(message, of(op.XOR_64, of(op.XOR_64, get(v0), get(v1)), of(op.XOR_64, get(v2), get(v3)))),
    ...set(
      message,
      of(
        op.OR_64,
        of(op.SHIFT_LEFT_64, of(op.EXTEND, of(op.WRAP, get(message))), i64(21)),
        of(op.SHIFT_RIGHT_64, get(message), i64(43)),
      ),
    ),
    ...set(
      drawn,
      of(
        op.TRUNCATE,
        of(
          op.MULTIPLY_DOUBLE,
          of(op.MULTIPLY_DOUBLE, of(op.DOUBLE_64, get(message)), f64(2 ** -53)),
          of(op.DOUBLE, load32(get(column), columns.streets)),
        ),
      ),
    ),
    ...set(wordStart, load32(word(get(drawn)), memory.streetEnds)),
    ...set(size, of(op.SUB, load32(word(get(drawn)), memory.streetEnds + 4), get(wordStart))),
  ]

  const tens = (value: Code): Code => of(op.SHIFT_RIGHT, of(op.MULTIPLY, value, i32(103)), i32(10))
  const write: Code = [
    ...set(to, of(op.ADD, of(op.ADD, get(out), get(digits)), of(op.ADD, get(size), i32(1)))),
    ...when(of(op.GREATER, of(op.SUB, get(to), get(out)), load32(get(column), columns.most)), give),
    // Two digits and two, then all four, those that are not written shifted out.
    ...set(numbers, of(op.SHIFT_RIGHT, of(op.MULTIPLY, get(number), i32(5243)), i32(19))),
    ...set(
      number,
      of(
        op.OR,
        get(numbers),
        of(op.SHIFT_LEFT, of(op.SUB, get(number), of(op.MULTIPLY, get(numbers), i32(100))), i32(16)),
      ),
    ),
    ...set(numbers, of(op.AND, tens(get(number)), i32(0x000f000f))),
    ...set(
      number,
      of(
        op.OR,
        get(numbers),
        of(op.SHIFT_LEFT, of(op.SUB, get(number), of(op.MULTIPLY, get(numbers), i32(10))), i32(8)),
      ),
    ),
    ...store32(get(out), 0, of(op.SHIFT_RIGHT, of(op.ADD, get(number), i32(0x30303030)), get(unwritten))),
    ...set(at, of(op.ADD, get(out), get(digits))),
    ...storeByte(get(at), 0, i32(SPACE)),
    ...set(wordStart, of(op.ADD, get(wordStart), i32(memory.streets))),
    ...call(functions.move, get(wordStart), of(op.ADD, get(wordStart), get(size)), of(op.ADD, get(at), i32(1))),
  ]

  return {
    parameters: 4,
    result: true,
    locals: locals.types,
    code: [...readLine, ...readNumber, ...draw, ...write, ...get(to)],
  }
}
