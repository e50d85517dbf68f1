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
import { sipRounds } from './sip-rounds.ts'

/** What a format begins with in the hash: FORMAT of text-permutation.ts, above the length. */
const FORMAT = 2

/**
 * text(length, isBack): what TextPermutation does with ASCII of at most `room.text` bytes, on the text in memory. Gives 1,
 * and has changed nothing, where the format has so few texts that a table permutes them; else 0.
 */
export function text(): WasmFunction {
  const [length, isBack] = [0, 1] as const
  const [most, at, character, entry, radix, turn, limb, product] = [2, 3, 4, 5, 6, 7, 8, 9] as const
  const v = [10, 11, 12, 13] as const
  const [v0, , , v3] = v
  const signs = 14
  const shift = 15
  const rest = 16
  const size = 17
  const field = (bits: number): Code => of(op.AND, of(op.SHIFT_RIGHT, get(entry), i32(bits)), i32(255))
  const readCharacter: Code = [
    ...set(character, of(op.SHIFT_LEFT, loadByte(get(at), memory.text), i32(3))),
    ...set(entry, load32(get(character), memory.characters)),
    ...set(radix, of(op.SHIFT_RIGHT, get(entry), i32(16))),
    // Characters take turns between the halves, four to a limb.
    ...set(
      limb,
      word(
        of(
          op.ADD,
          of(op.SHIFT_RIGHT, get(turn), i32(3)),
          of(op.AND, get(most), of(op.SUB, i32(0), of(op.AND, get(turn), i32(1)))),
        ),
      ),
    ),
  ]
  const takeTurn = set(turn, of(op.ADD, get(turn), of(op.GREATER, get(radix), i32(1))))
  /** An even number of limbs for each half, all of radix 1 to begin with. */
  const clear: Code = [
    ...set(most, of(op.ADD, of(op.SHIFT_LEFT, of(op.SHIFT_RIGHT, get(length), i32(4)), i32(1)), i32(2))),
    ...loopWhile(
      of(op.LESS, get(at), get(most)),
      // Two halves of `most` limbs: as many words of 64 bits.
      store64(of(op.SHIFT_LEFT, get(at), i32(3)), memory.values, i64(0)),
      store64(of(op.SHIFT_LEFT, get(at), i32(3)), memory.radices, i64((1n << 32n) | 1n)),
      add(at, 1),
    ),
  ]
  /** #pack and #hashIn in one pass: eight signs a word, but four behind the header. */
  const packAndHash: Code = [
    ...v.flatMap((local, i) => set(local, load64(i32(0), memory.state + 8 * i))),
    ...set(signs, of(op.EXTEND, of(op.OR, i32(FORMAT << 30), get(length)))),
    ...set(shift, i64(32)),
    ...set(size, f64(1)),
    ...set(at, i32(0)),
    // do … while there is more: the header alone is hashed in as well.
    ...[0x03, 0x40],
    ...loopWhile(
      of(op.AND, of(op.LESS, get(at), get(length)), of(op.GREATER_64, i64(64), get(shift))),
      readCharacter,
      set(
        signs,
        of(op.OR_64, get(signs), of(op.SHIFT_LEFT_64, of(op.EXTEND, of(op.AND, get(entry), i32(255))), get(shift))),
      ),
      set(shift, of(op.ADD_64, get(shift), i64(8))),
      set(product, load32(get(limb), memory.radices)),
      store32(
        get(limb),
        memory.values,
        of(op.ADD, load32(get(limb), memory.values), of(op.MULTIPLY, field(8), get(product))),
      ),
      store32(get(limb), memory.radices, of(op.MULTIPLY, get(product), get(radix))),
      set(size, of(op.MULTIPLY_DOUBLE, get(size), of(op.DOUBLE, get(radix)))),
      takeTurn,
      add(at, 1),
    ),
    ...set(v3, of(op.XOR_64, get(v3), get(signs))),
    ...sipRounds(2, v),
    ...set(v0, of(op.XOR_64, get(v0), get(signs))),
    ...set(signs, i64(0)),
    ...set(shift, i64(0)),
    ...[...of(op.LESS, get(at), get(length)), 0x0d, 0],
    0x0b,
  ]
  const unpack: Code = [
    ...set(turn, i32(0)),
    ...set(at, i32(0)),
    ...loopWhile(
      of(op.LESS, get(at), get(length)),
      readCharacter,
      set(product, load32(get(limb), memory.values)),
      // What is above is the quotient: a product by the inverse is exact, since limbs times a radix are below 2^31.
      set(
        rest,
        of(
          op.SHIFT_RIGHT_64,
          of(op.MULTIPLY_64, of(op.EXTEND, get(product)), of(op.EXTEND, load32(get(character), memory.characters + 4))),
          i64(31),
        ),
      ),
      store32(get(limb), memory.values, of(op.WRAP, get(rest))),
      storeByte(
        get(at),
        memory.text,
        of(
          op.ADD,
          of(op.SUB, of(op.SHIFT_RIGHT, get(character), i32(3)), field(8)),
          of(op.SUB, get(product), of(op.MULTIPLY, of(op.WRAP, get(rest)), get(radix))),
        ),
      ),
      takeTurn,
      add(at, 1),
    ),
  ]
  return {
    name: 'text',
    parameters: 2,
    result: true,
    locals: [...Array.from({ length: 8 }, () => I32), ...Array.from({ length: 7 }, () => I64), F64],
    code: [
      ...clear,
      ...packAndHash,
      ...when(of(op.NOT_GREATER_DOUBLE, get(size), f64(SMALL)), leave(i32(1))),
      ...v.flatMap((local, i) => store64(i32(0), memory.state + 8 * i, get(local))),
      ...call(
        functions.work,
        get(most),
        of(op.SHIFT_LEFT, get(most), i32(1)),
        of(op.NOT_LESS_DOUBLE, get(size), f64(CHANCE_IS_ENOUGH)),
        get(isBack),
      ),
      ...unpack,
      ...i32(0),
    ],
  }
}
