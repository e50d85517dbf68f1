import { CHANCE_IS_ENOUGH, SMALL } from '../../src/anonymize/permute/limbs.ts'
import {
  add,
  type Code,
  call,
  F64,
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
  store32,
  store64,
  storeByte,
  type WasmFunction,
  when,
  word,
} from './instructions.ts'
import { functions, memory } from './layout.ts'
import * as op from './opcodes.ts'
import { SHORT } from './short-text.ts'
import { sipRounds } from './sip-rounds.ts'

/** What a format begins with in the hash: FORMAT of text-permutation.ts, above the length. */
const FORMAT = 2
/** As in `characters`, one that stays: place 0 of an alphabet of one, 2^31 / 1. */
const STAYS = BigInt.asIntN(64, (1n << 63n) | (1n << 16n))

/**
 * text(from, to, length, state, isBack): what TextPermutation does with ASCII of at most `room.text` bytes from one place
 * to another, or to the same; `state` is where that of the context stands. Gives 1 where the format has so few texts that a
 * table permutes them, 2 where not all is ASCII, and has written nothing then; else 0.
 */
export function text(): WasmFunction {
  const [from, to, length, state, isBack] = [0, 1, 2, 3, 4] as const
  const [most, at, entry, turn, turns, limb, value, product, all] = [5, 6, 7, 8, 9, 10, 11, 12, 13] as const
  const v = [14, 15, 16, 17] as const
  const [v0, , , v3] = v
  const wide = 18
  const size = 19
  const byte = (bits: number): Code => of(op.AND, of(op.SHIFT_RIGHT, get(entry), i32(bits)), i32(255))
  const eightfold = (index: Code): Code => of(op.SHIFT_LEFT, index, i32(3))
  const given = loadByte(of(op.ADD, get(from), get(at)), 0)
  const character = eightfold(given)
  /** Turns are counted by the eight bytes that each has. */
  const goOn = (counter: number): Code =>
    set(counter, of(op.ADD, get(counter), eightfold(of(op.SHIFT_RIGHT, get(entry), i32(24)))))

  /** Signs for the hash one after the other, what takes turns likewise, and what fills the last limbs up. */
  const read: Code = [
    ...loopWhile(
      of(op.LESS, get(at), get(length)),
      set(wide, load64(character, memory.characters)),
      store64(get(turns), memory.turns, get(wide)),
      set(entry, of(op.WRAP, get(wide))),
      storeByte(get(at), memory.signs + 4, get(entry)),
      set(all, of(op.OR, get(all), given)),
      goOn(turns),
      add(at, 1),
    ),
    ...when(of(op.GREATER, get(all), i32(127)), leave(i32(2))),
    ...Array.from({ length: 8 }, (_, i) => store64(get(turns), memory.turns + 8 * i, i64(STAYS))).flat(),
    ...store32(i32(0), memory.signs, of(op.OR, i32(FORMAT << 30), get(length))),
    ...store64(get(length), memory.signs + 4, i64(0)),
  ]

  /** Turns go to the halves one by one, four to a limb, of which the first is the lowest: eight are a limb of each half. */
  const half = (first: number): readonly number[] => [first, first + 16, first + 32, first + 48]
  const packHalf = (first: number, index: Code): Code => [
    ...set(value, i32(0)),
    ...set(product, i32(1)),
    ...half(first)
      .toReversed()
      .flatMap((place) => [
        ...set(entry, load32(eightfold(eightfold(get(limb))), memory.turns + place)),
        ...set(value, of(op.ADD, of(op.MULTIPLY, get(value), byte(16)), byte(8))),
        ...set(product, of(op.MULTIPLY, get(product), byte(16))),
      ]),
    ...store32(word(index), memory.values, get(value)),
    ...store32(word(index), memory.radices, get(product)),
    ...set(size, of(op.MULTIPLY_DOUBLE, get(size), of(op.DOUBLE, get(product)))),
  ]
  const right = of(op.ADD, get(limb), get(most))
  const hasTurns = of(op.LESS, eightfold(eightfold(get(limb))), get(turns))
  const pack: Code = [
    ...set(size, f64(1)),
    ...set(most, of(op.ADD, of(op.SHIFT_LEFT, of(op.SHIFT_RIGHT, get(length), i32(4)), i32(1)), i32(2))),
    ...loopWhile(hasTurns, packHalf(0, get(limb)), packHalf(8, right), add(limb, 1)),
    ...loopWhile(
      of(op.LESS, get(limb), get(most)),
      ...[get(limb), right].flatMap((index) => [
        store32(word(index), memory.values, i32(0)),
        store32(word(index), memory.radices, i32(1)),
      ]),
      add(limb, 1),
    ),
  ]

  /** The header and the first four signs are a word, then it is eight a word. */
  const hash: Code = [
    ...v.flatMap((local, i) => set(local, load64(get(state), 8 * i))),
    ...set(at, i32(0)),
    ...loopWhile(
      of(op.LESS, get(at), of(op.ADD, get(length), i32(4))),
      set(wide, load64(get(at), memory.signs)),
      set(v3, of(op.XOR_64, get(v3), get(wide))),
      sipRounds(2, v),
      set(v0, of(op.XOR_64, get(v0), get(wide))),
      add(at, 8),
    ),
    ...v.flatMap((local, i) => store64(i32(0), memory.state + 8 * i, get(local))),
  ]

  /** Leaves at each turn the place of the character's image. A product by the inverse is an exact quotient below 2^20. */
  const unpackHalf = (first: number, index: Code): Code => [
    ...set(value, load32(word(index), memory.values)),
    ...half(first).flatMap((place) => [
      ...set(wide, load64(get(turn), memory.turns + place)),
      ...set(
        product,
        of(
          op.WRAP,
          of(
            op.SHIFT_RIGHT_64,
            of(op.MULTIPLY_64, of(op.EXTEND, get(value)), of(op.SHIFT_RIGHT_64, get(wide), i64(32))),
            i64(31),
          ),
        ),
      ),
      ...set(entry, of(op.WRAP, get(wide))),
      ...storeByte(get(turn), memory.turns + place, of(op.SUB, get(value), of(op.MULTIPLY, get(product), byte(16)))),
      ...set(value, get(product)),
    ]),
  ]
  const unpack: Code = [
    ...set(limb, i32(0)),
    ...loopWhile(
      hasTurns,
      set(turn, eightfold(eightfold(get(limb)))),
      unpackHalf(0, get(limb)),
      unpackHalf(8, right),
      add(limb, 1),
    ),
  ]

  /** Of what takes a turn, its own place is put off and that of its image on. */
  const write: Code = [
    ...set(turn, i32(0)),
    ...set(at, i32(0)),
    ...loopWhile(
      of(op.LESS, get(at), get(length)),
      set(entry, load32(character, memory.characters)),
      storeByte(
        of(op.ADD, get(to), get(at)),
        0,
        of(
          op.ADD,
          given,
          of(
            op.MULTIPLY,
            of(op.SHIFT_RIGHT, get(entry), i32(24)),
            of(op.SUB, loadByte(get(turn), memory.turns), byte(8)),
          ),
        ),
      ),
      goOn(turn),
      add(at, 1),
    ),
  ]

  return {
    name: 'text',
    parameters: 5,
    result: true,
    locals: [...Array.from({ length: 9 }, () => I32), ...Array.from({ length: 5 }, () => I64), F64],
    code: [
      ...when(
        of(op.AND, of(op.NOT_GREATER, get(length), i32(SHORT)), of(op.EQUAL, get(isBack), i32(0))),
        leave(call(functions.shortText, get(from), get(to), get(length), get(state), i32(0))),
      ),
      ...read,
      ...pack,
      ...when(of(op.NOT_GREATER_DOUBLE, get(size), f64(SMALL)), leave(i32(1))),
      ...hash,
      ...call(
        functions.work,
        get(most),
        of(op.SHIFT_LEFT, get(most), i32(1)),
        of(op.NOT_LESS_DOUBLE, get(size), f64(CHANCE_IS_ENOUGH)),
        get(isBack),
      ),
      ...unpack,
      ...write,
      ...i32(0),
    ],
  }
}
