import {
  add,
  type Code,
  call,
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
  storeWide,
  V128,
  type WasmFunction,
  when,
  wide,
} from './instructions.ts'
import { column, functions, memory, tables } from './layout.ts'
import * as op from './opcodes.ts'
import { bitsOf, both, places, splat } from './wide-code.ts'

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

const { slots, slot: slotBytes, tries: mostTries, length: lengthAt, resultLength, value } = tables.recent

/** The last bytes of a value that are no whole word, from `at` on: those behind them are shifted out. */
const lastWord = (at: Code, offset: number, rest: Code): Code =>
  of(op.SHIFT_LEFT_64, load64(at, offset), of(op.SHIFT_LEFT_64, of(op.EXTEND, of(op.SUB, i32(8), rest)), i64(3)))

/** A value of at most sixteen bytes, with zeros behind it. */
const shortValue = (at: Code, offset: number, length: Code): Code =>
  both(loadWide(at, offset), wide(op.LESS_BYTES_UNSIGNED, places(), splat(length)))

const hashing = (hash: number) => ({
  begin: (owner: Code, length: Code): Code =>
    set(hash, of(op.OR_64, of(op.EXTEND, owner), of(op.SHIFT_LEFT_64, of(op.EXTEND, length), i64(32)))),
  takeUp: (value: Code): Code => [
    ...set(hash, of(op.MULTIPLY_64, of(op.XOR_64, get(hash), value), i64(0x9e3779b97f4a7c15n - (1n << 64n)))),
    ...set(hash, of(op.XOR_64, get(hash), of(op.SHIFT_RIGHT_64, get(hash), i64(32)))),
  ],
  // The highest bits of a product are those that all of its factors change.
  slot: of(op.MULTIPLY, of(op.WRAP, of(op.SHIFT_RIGHT_64, get(hash), i64(64 - Math.log2(slots)))), i32(slotBytes)),
})

/** slot(start, end, owner): the first of the slots, one behind the other, that may hold a value of a mask. */
export function slot(): WasmFunction {
  const [start, end, owner] = [0, 1, 2] as const
  const [length, hash, value] = [3, 4, 5] as const
  const { begin, takeUp, slot } = hashing(hash)
  return {
    name: 'slot',
    parameters: 3,
    result: true,
    locals: [I32, I64, V128],
    code: [
      ...set(length, of(op.SUB, get(end), get(start))),
      ...begin(get(owner), get(length)),
      ...either(
        of(op.NOT_GREATER, get(length), i32(16)),
        [
          ...set(value, shortValue(get(start), 0, get(length))),
          ...takeUp(half(get(value), 0)),
          ...takeUp(half(get(value), 1)),
        ],
        [
          ...loopWhile(
            of(op.GREATER, of(op.SUB, get(end), get(start)), i32(8)),
            takeUp(load64(get(start), 0)),
            add(start, 8),
          ),
          ...takeUp(lastWord(get(start), 0, of(op.SUB, get(end), get(start)))),
        ],
      ),
      ...slot,
    ],
  }
}

/**
 * recent(start, end, out, column): what recent-values.ts remembers of the value; gives where that ends, 0 where it does
 * not remember it.
 */
export function recent(): WasmFunction {
  const [start, end, out, mask] = [0, 1, 2, 3] as const
  const [at, slot, length, own, tries, owner, size, hash, given] = [4, 5, 6, 7, 8, 9, 10, 11, 12] as const
  const isShort = of(op.NOT_GREATER, get(length), i32(16))
  const rest = of(op.SUB, get(end), get(at))
  const found: Code = [
    ...set(size, loadByte(get(slot), memory.recent + resultLength)),
    ...set(own, of(op.ADD, get(slot), of(op.ADD, get(length), i32(memory.recent + value)))),
    ...storeWide(get(out), 0, loadWide(get(own), 0)),
    ...when(
      of(op.GREATER, get(size), i32(16)),
      call(
        functions.move,
        of(op.ADD, get(own), i32(16)),
        of(op.ADD, get(own), get(size)),
        of(op.ADD, get(out), i32(16)),
      ),
    ),
    ...leave(of(op.ADD, get(out), get(size))),
  ]
  const isSame = of(
    op.EQUAL,
    bitsOf(wide(op.EQUAL_BYTES, get(given), shortValue(get(slot), memory.recent + value, get(length)))),
    i32(0xffff),
  )
  const compareLong: Code = [
    ...set(at, get(start)),
    ...set(own, get(slot)),
    // Goes on while words are the same, up to the last one, which may not be whole.
    ...loopWhile(
      of(
        op.AND,
        of(op.GREATER, rest, i32(8)),
        of(op.EQUAL_64, load64(get(at), 0), load64(get(own), memory.recent + value)),
      ),
      add(at, 8),
      add(own, 8),
    ),
    ...when(of(op.LESS, rest, i32(9)), [
      ...when(of(op.EQUAL_64, lastWord(get(at), 0, rest), lastWord(get(own), memory.recent + value, rest)), found),
    ]),
  ]
  const { begin, takeUp, slot: slotOfShort } = hashing(hash)
  return {
    parameters: 4,
    result: true,
    locals: [...Array.from({ length: 7 }, () => I32), I64, V128],
    code: [
      ...set(owner, load32(get(mask), column.owner)),
      ...set(length, of(op.SUB, get(end), get(start))),
      // The empty value is in no slot.
      ...when(of(op.EQUAL, get(length), i32(0)), leave(i32(0))),
      ...either(
        isShort,
        [
          ...set(given, shortValue(get(start), 0, get(length))),
          ...begin(get(owner), get(length)),
          ...takeUp(half(get(given), 0)),
          ...takeUp(half(get(given), 1)),
          ...set(slot, slotOfShort),
        ],
        set(slot, call(functions.slot, get(start), get(end), get(owner))),
      ),
      ...loopWhile(
        of(op.LESS, get(tries), i32(mostTries)),
        when(
          of(
            op.AND,
            of(op.EQUAL, load32(get(slot), memory.recent), get(owner)),
            of(op.EQUAL, loadByte(get(slot), memory.recent + lengthAt), get(length)),
          ),
          either(isShort, when(isSame, found), compareLong),
        ),
        // Values take the first slot that is free.
        when(of(op.EQUAL, load32(get(slot), memory.recent), i32(0)), leave(i32(0))),
        set(slot, of(op.AND, of(op.ADD, get(slot), i32(slotBytes)), i32(slots * slotBytes - 1))),
        add(tries, 1),
      ),
      ...i32(0),
    ],
  }
}
