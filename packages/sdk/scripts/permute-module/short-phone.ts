import { phoneSeparators } from '../../src/anonymize/permute/phone-separators.ts'
import {
  type Code,
  either,
  get,
  half,
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
  store64,
  storeWide,
  V128,
  type WasmFunction,
  when,
  wide,
  word,
} from './instructions.ts'
import { column as columns, memory, tables, task, taskKinds } from './layout.ts'
import { Locals } from './number.ts'
import * as op from './opcodes.ts'
import { sipRounds } from './sip-rounds.ts'
import { compacted } from './turns.ts'
import { nextTask, wait } from './waiting.ts'
import { all, any, bitsOf, both, bytes16, longs, places, splat, words } from './wide-code.ts'

/** As in phone.ts; below FREE a table permutes what is free, and in a half there are six at most. */
const [LEAST_WITH_PREFIX, LEAST_FREE, PLUS, EXCHANGE] = [8, 4, 43, 4] as const
const [FREE, MOST_FREE, MOST_KEPT] = [5, 12, 7] as const
const { slots, slot: slotBytes, key: keyAt, high: highAt, owner: ownerAt } = tables.beginnings
/** One byte in the left half, another in the right one. */
const twoSplats = (one: Code, other: Code): Code =>
  wide(
    op.CHOOSE_WIDE,
    splat(one),
    splat(other),
    bytes16((i) => (i < 8 ? 255 : 0)),
  )

/**
 * shortPhone(start, end, out, column): what `phone` does with a number of at most sixteen bytes, all of them at a time; 0 where
 * it is for `phone` to mask it. The result stands there when nothing waits any longer.
 */
export function shortPhone(): WasmFunction {
  const [start, end, out, column] = [0, 1, 2, 3] as const
  const locals = new Locals(4)
  const int = () => locals.take(I32)
  const [length, bits, plus, count, zeros, kept, middle, high, slot, at] = [
    ...[int(), int(), int(), int(), int()],
    ...[int(), int(), int(), int(), int()],
  ] as const
  const [digit, least, radix, value] = [int(), int(), int(), int()]
  const v = locals.state(I64)
  const [first, key, message] = [locals.take(I64), locals.take(I64), locals.take(I64)]
  const [given, digits, x, y] = [locals.take(V128), locals.take(V128), locals.take(V128), locals.take(V128)]
  const [v0, , , v3] = v
  const give = leave(i32(0))
  const digitAt = (place: number): Code =>
    of(op.AND, of(op.WRAP, of(op.SHIFT_RIGHT_64, get(first), i64(8 * place))), i32(255))
  const codeLength = (from: number): Code =>
    loadByte(of(op.ADD, of(op.MULTIPLY, digitAt(from), i32(10)), digitAt(from + 1)), memory.callingCodes)
  const owner = load32(get(column), columns.owner)
  const trailing = (value: Code): Code => of(op.TRAILING_ZEROS, value)
  const less = (one: Code, other: Code): Code => of(op.LESS, one, other)

  /** Digits one after the other, and zeros. All else separates them, and a plus stands before them. */
  const read: Code = [
    ...set(length, of(op.SUB, get(end), get(start))),
    ...when(of(op.GREATER, get(length), i32(16)), give),
    ...set(given, loadWide(get(start), 0)),
    ...set(x, wide(op.SUB_BYTES, get(given), all(0x30))),
    ...set(y, wide(op.LESS_BYTES_UNSIGNED, places(), splat(get(length)))),
    ...set(digits, both(get(y), wide(op.LESS_BYTES_UNSIGNED, get(x), all(10)))),
    ...set(bits, bitsOf(get(digits))),
    ...set(
      plus,
      bitsOf(
        both(
          get(y),
          any(
            get(digits),
            wide(
              op.SWIZZLE,
              bytes16((i) => (phoneSeparators[i + 0x20] === 1 ? 255 : 0)),
              wide(op.SUB_BYTES, get(given), all(0x20)),
            ),
          ),
        ),
      ),
    ),
    ...when(of(op.NOT_EQUAL, get(plus), bitsOf(get(y))), give),
    ...set(plus, bitsOf(both(get(y), wide(op.EQUAL_BYTES, get(given), all(PLUS))))),
    ...when(of(op.GREATER, get(plus), of(op.AND, get(bits), of(op.SUB, i32(0), get(bits)))), give),
    ...set(plus, of(op.NOT_EQUAL, get(plus), i32(0))),
    ...set(count, of(op.COUNT_BITS, get(bits))),
    ...when(less(get(count), i32(LEAST_WITH_PREFIX)), give),
    ...set(digits, both(compacted(get(x), get(bits)), wide(op.LESS_BYTES_UNSIGNED, places(), splat(get(count))))),
    ...set(first, half(get(digits), 0)),
  ]

  /** prefixOf of phone.ts. */
  const begin: Code = [
    ...either(
      get(plus),
      set(kept, codeLength(0)),
      when(
        of(op.AND, of(op.EQUAL, of(op.OR, digitAt(0), digitAt(1)), i32(0)), of(op.GREATER, digitAt(2), i32(0))),
        set(kept, of(op.ADD, i32(2), codeLength(2))),
      ),
    ),
    ...set(zeros, of(op.SHIFT_RIGHT, bitsOf(wide(op.EQUAL_BYTES, get(digits), all(0))), get(kept))),
    ...set(kept, of(op.ADD, of(op.ADD, get(kept), i32(1)), trailing(of(op.XOR, get(zeros), i32(-1))))),
    ...when(
      of(op.GREATER, get(kept), of(op.SUB, get(count), i32(LEAST_FREE))),
      set(kept, of(op.SUB, get(count), i32(LEAST_FREE))),
    ),
    ...set(value, of(op.SUB, get(count), get(kept))),
    ...when(
      of(
        op.OR,
        of(op.GREATER, get(kept), i32(MOST_KEPT)),
        of(op.GREATER_UNSIGNED, of(op.SUB, get(value), i32(FREE)), i32(MOST_FREE - FREE)),
      ),
      give,
    ),
    ...set(middle, of(op.SHIFT_RIGHT, get(value), i32(1))),
    ...set(
      key,
      of(
        op.AND_64,
        get(first),
        of(op.SUB_64, of(op.SHIFT_LEFT_64, i64(1), of(op.EXTEND, of(op.SHIFT_LEFT, get(kept), i32(3)))), i64(1)),
      ),
    ),
    ...set(
      high,
      of(op.OR, of(op.OR, of(op.SHIFT_LEFT, get(plus), i32(16)), of(op.SHIFT_LEFT, get(kept), i32(8))), get(count)),
    ),
  ]

  /** beginWith of symbol-permutation.ts; no owner is 0, as in a slot that holds nothing yet. */
  const state: Code = [
    ...set(
      slot,
      of(
        op.WRAP,
        of(
          op.SHIFT_RIGHT_64,
          of(
            op.MULTIPLY_64,
            of(
              op.XOR_64,
              of(op.MULTIPLY_64, get(key), i64(0x9e3779b97f4a7c15n - (1n << 64n))),
              of(op.OR_64, of(op.EXTEND, get(high)), of(op.SHIFT_LEFT_64, of(op.EXTEND, owner), i64(32))),
            ),
            i64(0x9e3779b97f4a7c15n - (1n << 64n)),
          ),
          i64(64 - Math.log2(slots)),
        ),
      ),
    ),
    ...set(slot, of(op.ADD, i32(memory.beginnings), of(op.MULTIPLY, get(slot), i32(slotBytes)))),
    ...when(
      of(
        op.OR,
        of(op.NOT_EQUAL_64, load64(get(slot), keyAt), get(key)),
        of(
          op.OR,
          of(op.NOT_EQUAL, load32(get(slot), highAt), get(high)),
          of(op.NOT_EQUAL, load32(get(slot), ownerAt), owner),
        ),
      ),
      [
        ...v.flatMap((local, i) => set(local, load64(get(column), 8 * i))),
        ...set(value, i32(0)),
        ...set(message, get(first)),
        ...set(at, i32(0)),
        ...loopWhile(
          less(get(at), get(kept)),
          set(value, of(op.ADD, of(op.MULTIPLY, get(value), i32(10)), of(op.AND, of(op.WRAP, get(message)), i32(255)))),
          set(message, of(op.SHIFT_RIGHT_64, get(message), i64(8))),
          set(at, of(op.ADD, get(at), i32(1))),
        ),
        ...set(
          message,
          of(op.OR_64, of(op.EXTEND, get(value)), of(op.SHIFT_LEFT_64, of(op.EXTEND, get(high)), i64(32))),
        ),
        ...set(v3, of(op.XOR_64, get(v3), get(message))),
        ...sipRounds(2, v),
        ...set(v0, of(op.XOR_64, get(v0), get(message))),
        ...v.flatMap((local, i) => store64(get(slot), 8 * i, get(local))),
        ...store64(get(slot), keyAt, get(key)),
        ...store32(get(slot), highAt, get(high)),
        ...store32(get(slot), ownerAt, owner),
      ],
    ),
  ]

  /** Digits of both halves at the ends of eight bytes each, zeros before them; two of them, then four are a number. */
  const rightHalf = of(op.SUB, of(op.SUB, get(count), get(kept)), get(middle))
  const pack: Code = [
    ...set(
      x,
      wide(
        op.SWIZZLE,
        get(digits),
        wide(
          op.ADD_BYTES,
          places(),
          twoSplats(of(op.SUB, of(op.ADD, get(kept), get(middle)), i32(8)), of(op.SUB, get(count), i32(16))),
        ),
      ),
    ),
    ...set(
      x,
      both(
        get(x),
        wide(op.GREATER_BYTES, places(), twoSplats(of(op.SUB, i32(7), get(middle)), of(op.SUB, i32(15), rightHalf))),
      ),
    ),
    ...set(
      x,
      wide(
        op.DOT_16,
        wide(
          op.ADD_16,
          wide(op.MULTIPLY_16, both(get(x), words(255)), words(10)),
          wide(op.SHIFT_RIGHT_16, get(x), i32(8)),
        ),
        longs(100 | (1 << 16)),
      ),
    ),
  ]
  /** Of two numbers of four digits that of eight. */
  const numberOf = (which: 0 | 1): Code => [
    ...set(message, half(get(x), which)),
    ...of(
      op.ADD,
      of(op.MULTIPLY, of(op.WRAP, get(message)), i32(10_000)),
      of(op.WRAP, of(op.SHIFT_RIGHT_64, get(message), i64(32))),
    ),
  ]
  const powerOfTen = (exponent: Code): Code => load32(word(exponent), memory.powers)
  const ten = (number: Code): Code => of(op.MULTIPLY, number, i32(10))
  /** In North America an exchange, the third of four digits, begins with 2 to 9: there are eight of these, two of the others. */
  const exchange: Code = [
    ...set(digit, digitAt(EXCHANGE)),
    ...set(least, of(op.SHIFT_LEFT, of(op.GREATER, get(digit), i32(1)), i32(1))),
    ...set(radix, of(op.ADD, of(op.MULTIPLY, get(least), i32(3)), i32(2))),
    ...set(slot, of(op.DIVIDE, get(value), i32(10))),
    ...set(
      value,
      of(
        op.ADD,
        ten(
          of(
            op.ADD,
            of(op.MULTIPLY, of(op.DIVIDE, get(value), i32(100)), get(radix)),
            of(op.SUB, get(digit), get(least)),
          ),
        ),
        of(op.SUB, get(value), ten(get(slot))),
      ),
    ),
    ...set(radix, of(op.MULTIPLY, get(radix), i32(1000))),
    ...set(least, of(op.ADD, get(least), i32(1))),
  ]
  const putOff: Code = [
    ...set(at, nextTask('bothWays')),
    ...storeWide(get(at), task.state, loadWide(get(slot), 0)),
    ...storeWide(get(at), task.state + 16, loadWide(get(slot), 16)),
    ...pack,
    ...set(value, numberOf(0)),
    ...set(radix, powerOfTen(get(middle))),
    ...when(
      of(
        op.AND,
        get(plus),
        of(
          op.AND,
          of(op.EQUAL, get(kept), i32(2)),
          of(op.AND, of(op.EQUAL, digitAt(0), i32(1)), of(op.EQUAL, get(count), i32(11))),
        ),
      ),
      exchange,
    ),
    ...store64(get(at), task.values, of(op.EXTEND, get(value))),
    ...store64(get(at), task.values + 8, of(op.EXTEND, numberOf(1))),
    ...store64(get(at), task.radices, of(op.OR_64, of(op.EXTEND, get(radix)), i64(1n << 32n))),
    ...store64(get(at), task.radices + 8, of(op.OR_64, of(op.EXTEND, powerOfTen(rightHalf)), i64(1n << 32n))),
    ...store32(get(at), task.out, get(out)),
    ...store32(get(at), task.kind, i32(taskKinds.phone)),
    ...store32(get(at), task.bits, get(bits)),
    ...store32(get(at), task.kept, get(kept)),
    ...store32(get(at), task.middle, get(middle)),
    ...store32(get(at), task.count, get(count)),
    ...store32(get(at), task.least, get(least)),
    ...storeWide(get(out), 0, get(given)),
    ...wait('bothWays'),
  ]
  return {
    parameters: 4,
    result: true,
    locals: locals.types,
    code: [...read, ...begin, ...state, ...putOff, ...of(op.ADD, get(out), get(length))],
  }
}
