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
  loopWhile,
  of,
  set,
  store64,
  storeByte,
  type WasmFunction,
  when,
  word,
} from './instructions.ts'
import { column as columns, functions, memory, room } from './layout.ts'
import * as op from './opcodes.ts'
import { sipRounds } from './sip-rounds.ts'

const [SPACE, COMMA, MOST_DIGITS] = [32, 44, 4] as const

/**
 * street(start, end, out, column): what street-address.ts does with a line of ASCII that begins with a number of a few
 * digits and a break, in small letters and capitals; gives where the result ends, or 0 where it is for JavaScript to mask
 * it. What it has written by then is of no use.
 */
export function street(): WasmFunction {
  const [start, end, out, column] = [0, 1, 2, 3] as const
  const [at, byte, length, number, numbers, digits, small, capitals] = [4, 5, 6, 7, 8, 9, 10, 11] as const
  const [drawn, wordStart, size, to, given] = [12, 13, 14, 15, 16] as const
  const v = [17, 18, 19, 20] as const
  const message = 21
  const [v0, v1, v2, v3] = v
  const isZero = (value: Code): Code => of(op.EQUAL, value, i32(0))
  const within = (value: Code, from: string, count: number): Code =>
    of(op.LESS_UNSIGNED, of(op.SUB, value, i32(from.charCodeAt(0))), i32(count))
  const isDigit = within(get(byte), '0', 10)
  const isBreak = (value: Code): Code => of(op.OR, of(op.EQUAL, value, i32(SPACE)), of(op.EQUAL, value, i32(COMMA)))
  const here = (offset: number): Code => loadByte(get(at), offset)
  const give = leave(i32(0))

  /** The digits, and what house number they are of all that are remembered. */
  const readNumber: Code = [
    ...set(at, get(start)),
    ...set(byte, here(0)),
    ...loopWhile(
      of(op.AND, isDigit, of(op.LESS, get(at), get(end))),
      set(number, of(op.ADD, of(op.MULTIPLY, get(number), i32(10)), of(op.SUB, get(byte), i32(48)))),
      when(get(digits), set(numbers, of(op.ADD, of(op.MULTIPLY, get(numbers), i32(10)), i32(10)))),
      add(digits, 1),
      add(at, 1),
      set(byte, here(0)),
    ),
    ...when(of(op.GREATER_UNSIGNED, of(op.SUB, get(digits), i32(1)), i32(MOST_DIGITS - 1)), give),
    // A letter alone behind the digits belongs to them.
    ...when(of(op.LESS, of(op.SUB, get(end), get(at)), i32(2)), give),
    ...when(isZero(isBreak(get(byte))), give),
    ...when(
      of(
        op.AND,
        of(op.AND, of(op.EQUAL, get(byte), i32(SPACE)), within(of(op.OR, here(1), i32(0x20)), 'a', 26)),
        of(op.AND, of(op.LESS, of(op.ADD, get(at), i32(2)), get(end)), isBreak(here(2))),
      ),
      give,
    ),
    ...set(given, get(number)),
    ...set(number, load32(word(of(op.ADD, get(number), get(numbers))), memory.houseNumbers)),
    ...when(of(op.LESS, get(number), i32(1)), give),
    ...add(number, -1),
    // With another number the line is another one.
    ...when(of(op.EQUAL, get(number), get(given)), give),
  ]

  const readLine: Code = [
    ...set(length, of(op.SUB, get(end), get(start))),
    ...when(of(op.GREATER, get(length), i32(room.line)), give),
    ...when(of(op.EQUAL, loadByte(of(op.SUB, get(end), i32(1)), 0), i32(SPACE)), give),
    ...set(at, i32(0)),
    ...loopWhile(
      of(op.LESS, get(at), get(length)),
      set(byte, loadByte(of(op.ADD, get(start), get(at)), 0)),
      when(of(op.GREATER_UNSIGNED, of(op.SUB, get(byte), i32(SPACE)), i32(127 - SPACE)), give),
      either(
        within(get(byte), 'A', 26),
        [...add(capitals, 1), ...add(byte, 32)],
        set(small, of(op.OR, get(small), within(get(byte), 'a', 26))),
      ),
      storeByte(get(at), memory.line, get(byte)),
      add(at, 1),
    ),
    ...store64(get(length), memory.line, i64(0)),
    // All small, or all capitals: what is drawn would be so too.
    ...either(get(small), when(isZero(get(capitals)), give), when(of(op.GREATER, get(capitals), i32(1)), give)),
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

  const write: Code = [
    ...set(to, of(op.ADD, of(op.ADD, get(out), get(digits)), of(op.ADD, get(size), i32(1)))),
    ...when(of(op.GREATER, of(op.SUB, get(to), get(out)), load32(get(column), columns.most)), give),
    ...set(at, of(op.ADD, get(out), get(digits))),
    ...storeByte(get(at), 0, i32(SPACE)),
    ...set(wordStart, of(op.ADD, get(wordStart), i32(memory.streets))),
    ...call(functions.move, get(wordStart), of(op.ADD, get(wordStart), get(size)), of(op.ADD, get(at), i32(1))),
    ...loopWhile(
      of(op.GREATER, get(at), get(out)),
      add(at, -1),
      set(numbers, of(op.DIVIDE, get(number), i32(10))),
      storeByte(get(at), 0, of(op.ADD, of(op.SUB, get(number), of(op.MULTIPLY, get(numbers), i32(10))), i32(48))),
      set(number, get(numbers)),
    ),
  ]

  return {
    parameters: 4,
    result: true,
    locals: [...Array.from({ length: 13 }, () => I32), ...Array.from({ length: 5 }, () => I64)],
    code: [...readNumber, ...readLine, ...draw, ...write, ...get(to)],
  }
}
