import { formatSigns } from '../../src/anonymize/permute/alphabets.ts'
import { CHANCE_IS_ENOUGH, SMALL } from '../../src/anonymize/permute/limbs.ts'
import {
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
  load64,
  loadWide,
  of,
  set,
  store32,
  store64,
  storeHalf,
  storeWide,
  V128,
  type WasmFunction,
  when,
  wide,
} from './instructions.ts'
import { functions, memory, task, taskKinds } from './layout.ts'
import { Locals } from './number.ts'
import * as op from './opcodes.ts'
import { sipRounds } from './sip-rounds.ts'
import { compacted, DIGITS, LETTERS, limbBytes } from './turns.ts'
import { NOW, nextTask, wait } from './waiting.ts'
import { all, any, bitsOf, both, bytes16, longs, places, splat, words } from './wide-code.ts'

/** What a format begins with in the hash: FORMAT of text-permutation.ts, above the length. */
const FORMAT = 2
/** Above the place of a character in its alphabet, which it is in. */
const [LETTER, DIGIT, PLACE] = [0x40, 0x80, 0x1f] as const
/** Longer texts have other limbs. */
export const SHORT = 31

/**
 * How many texts a format of so many letters and digits has, in logarithms: a sum of these is beyond a limit where the
 * product is, for all texts that are short.
 */
const [letterWeight, digitWeight] = [Math.round(Math.log2(LETTERS) * 2 ** 16), Math.round(Math.log2(DIGITS) * 2 ** 16)]
const weightOf = (texts: number): number => Math.log2(texts) * 2 ** 16
for (let letters = 0; letters <= SHORT; letters++)
  for (let digits = 0; letters + digits <= SHORT; digits++)
    for (const limit of [SMALL, CHANCE_IS_ENOUGH])
      if (
        LETTERS ** letters * DIGITS ** digits > limit !==
        letters * letterWeight + digits * digitWeight > weightOf(limit)
      )
        throw new Error(`logarithms say otherwise of ${letters} letters and ${digits} digits`)

/** Characters as they are, what each is in its alphabet, which of them take turns, and their places among those. */
interface Sixteen {
  readonly given: number
  readonly codes: number
  readonly bits: number
  readonly count: number
  /** What stays, and the first of each alphabet: what an image is added to. */
  readonly base: number
  readonly signs: number
  /** The codes of those that take turns, one after the other. */
  readonly turns: number
}

/** Limbs of up to sixteen turns: their values and radices, and of the latter those of one digit and of two. */
interface FourLimbs {
  readonly value: number
  readonly radices: number
  readonly one: number
  readonly two: number
}

/**
 * shortText(from, to, length, state, mayWait): `text` forward, of at most SHORT bytes, sixteen of them at a time. It reads 32
 * bytes and writes 32, of which those behind the text are to be written over. Where it may wait, the result stands there when
 * nothing waits any longer.
 */
export function shortText(): WasmFunction {
  const [from, to, length, state, mayWait] = [0, 1, 2, 3, 4] as const
  const locals = new Locals(5)
  const [weight, count, chance, at] = [locals.take(I32), locals.take(I32), locals.take(I32), locals.take(I32)]
  const v = locals.state(I64)
  const [word, low, high] = [locals.take(I64), locals.take(I64), locals.take(I64)]
  const sixteen = (): Sixteen => ({
    ...{ bits: locals.take(I32), count: locals.take(I32), given: locals.take(V128) },
    ...{ codes: locals.take(V128), base: locals.take(V128), signs: locals.take(V128), turns: locals.take(V128) },
  })
  const four = (): FourLimbs => ({
    ...{ value: locals.take(V128), radices: locals.take(V128), one: locals.take(V128), two: locals.take(V128) },
  })
  const [first, second, lower, upper] = [sixteen(), sixteen(), four(), four()]
  const [letters, digits, x, y, z] = [
    ...[locals.take(V128), locals.take(V128)],
    ...[locals.take(V128), locals.take(V128), locals.take(V128)],
  ] as const

  const counted = (value: Code): Code => of(op.COUNT_BITS, value)

  const read = ({ given, codes, base, bits, count: taking, signs }: Sixteen, offset: 0 | 16): Code => [
    ...set(given, both(loadWide(get(from), offset), wide(op.LESS_BYTES_UNSIGNED, places(offset), splat(get(length))))),
    ...set(x, wide(op.SUB_BYTES, wide(op.OR_WIDE, get(given), all(0x20)), all(0x61))),
    ...set(letters, wide(op.LESS_BYTES_UNSIGNED, get(x), all(LETTERS))),
    ...set(y, wide(op.SUB_BYTES, get(given), all(0x30))),
    ...set(digits, wide(op.LESS_BYTES_UNSIGNED, get(y), all(DIGITS))),
    ...set(z, any(both(get(x), get(letters)), both(get(y), get(digits)))),
    ...set(base, wide(op.SUB_BYTES, get(given), get(z))),
    ...set(codes, any(get(z), both(get(letters), all(LETTER)), both(get(digits), all(DIGIT)))),
    ...set(z, any(get(letters), get(digits))),
    ...set(
      signs,
      any(
        wide(op.AND_NOT_WIDE, get(given), get(z)),
        both(get(letters), all(formatSigns[0x61]!)),
        both(get(digits), all(formatSigns[0x30]!)),
      ),
    ),
    ...set(bits, bitsOf(get(z))),
    ...set(taking, counted(get(bits))),
    ...set(count, counted(bitsOf(get(digits)))),
    ...set(
      weight,
      of(
        op.ADD,
        get(weight),
        of(
          op.ADD,
          of(op.MULTIPLY, get(count), i32(digitWeight)),
          of(op.MULTIPLY, of(op.SUB, get(taking), get(count)), i32(letterWeight)),
        ),
      ),
    ),
  ]

  /** Codes of what takes turns, one after the other, and zeros. */
  const compact = ({ codes, bits, count, turns }: Sixteen): Code =>
    set(turns, both(compacted(get(codes), get(bits)), wide(op.LESS_BYTES_UNSIGNED, places(), splat(get(count)))))

  const pack = ({ turns }: Sixteen, { value, radices, one, two }: FourLimbs): Code => [
    ...set(
      x,
      wide(
        op.SWIZZLE,
        get(turns),
        bytes16((i) => limbBytes[i]!),
      ),
    ),
    ...set(
      y,
      any(
        both(wide(op.GREATER_BYTES, get(x), all(LETTER - 1)), all(LETTERS - 1)),
        both(wide(op.LESS_BYTES, get(x), all(0)), all(DIGITS - 1)),
      ),
    ),
    // The size of the alphabet: one where there is no turn.
    ...set(y, wide(op.ADD_BYTES, get(y), all(1))),
    ...set(x, both(get(x), all(PLACE))),
    ...set(one, both(get(y), words(255))),
    ...set(two, wide(op.MULTIPLY_16, get(one), wide(op.SHIFT_RIGHT_16, get(y), i32(8)))),
    ...set(
      x,
      wide(
        op.ADD_16,
        both(get(x), words(255)),
        wide(op.MULTIPLY_16, get(one), wide(op.SHIFT_RIGHT_16, get(x), i32(8))),
      ),
    ),
    ...set(value, wide(op.DOT_16, get(x), any(wide(op.SHIFT_LEFT_32, get(two), i32(16)), longs(1)))),
    ...set(radices, wide(op.DOT_16, both(get(two), longs(0xffff)), wide(op.SHIFT_RIGHT_32, get(two), i32(16)))),
  ]

  const [v0, , , v3] = v
  const absorb = (...value: Code[]): Code => [
    ...set(word, ...value),
    ...set(v3, of(op.XOR_64, get(v3), get(word))),
    ...sipRounds(2, v),
    ...set(v0, of(op.XOR_64, get(v0), get(word))),
  ]
  const behind = (value: Code): Code => of(op.SHIFT_RIGHT_64, value, i64(32))
  const above = (value: Code): Code => of(op.SHIFT_LEFT_64, value, i64(32))
  const longer = (than: number, ...more: Code[]): Code => when(of(op.GREATER, get(length), i32(than)), ...more)
  /** The header and the first four signs are a word, then it is eight a word. */
  const hash = (isLong: boolean): Code => [
    ...v.flatMap((local, i) => set(local, load64(get(state), 8 * i))),
    ...set(low, half(get(first.signs), 0)),
    ...set(high, half(get(first.signs), 1)),
    ...absorb(of(op.OR_64, of(op.EXTEND, of(op.OR, i32(FORMAT << 30), get(length))), above(get(low)))),
    ...longer(4, absorb(of(op.OR_64, behind(get(low)), above(get(high))))),
    ...(isLong
      ? [
          ...set(low, half(get(second.signs), 0)),
          ...absorb(of(op.OR_64, behind(get(high)), above(get(low)))),
          ...set(high, half(get(second.signs), 1)),
          ...longer(20, absorb(of(op.OR_64, behind(get(low)), above(get(high))))),
          ...longer(28, absorb(behind(get(high)))),
        ]
      : longer(12, absorb(behind(get(high))))),
    ...v.flatMap((local, i) => store64(get(at), task.state + 8 * i, get(local))),
  ]

  const begin: Code = [
    ...when(bitsOf(any(get(first.given), get(second.given))), leave(i32(2))),
    ...when(of(op.NOT_GREATER, get(weight), i32(Math.floor(weightOf(SMALL)))), leave(i32(1))),
    ...set(chance, of(op.GREATER, get(weight), i32(Math.floor(weightOf(CHANCE_IS_ENOUGH))))),
    ...compact(first),
    ...set(at, i32(NOW)),
  ]
  const noted: Code = [
    ...store32(get(at), task.out, get(to)),
    ...store32(get(at), task.length, get(length)),
    ...store32(get(at), task.kind, i32(taskKinds.text)),
    ...store32(get(at), task.bits, of(op.OR, get(first.bits), of(op.SHIFT_LEFT, get(second.bits), i32(16)))),
    ...storeWide(get(to), 0, get(first.base)),
  ]
  const done: Code = [...call(functions.finish, get(at)), ...leave(i32(0))]
  const radices = of(op.ADD, get(at), i32(task.radices))
  const upTo16: Code = [
    ...read(first, 0),
    ...begin,
    ...pack(first, lower),
    ...when(get(mayWait), set(at, of(op.SELECT, nextTask('shorts'), nextTask('bothWays'), get(chance)))),
    ...noted,
    ...storeWide(get(at), task.values, get(lower.value)),
    ...storeWide(get(at), task.radices, get(lower.radices)),
    ...storeWide(get(at), task.one, get(lower.one)),
    ...storeWide(get(at), task.two, get(lower.two)),
    ...hash(false),
    ...when(get(mayWait), [...either(get(chance), wait('shorts'), wait('bothWays')), ...leave(i32(0))]),
    ...call(functions.short, get(at), radices, get(chance)),
    ...done,
  ]
  const halves = (place: number, value: number): Code => [
    ...storeHalf(get(at), place, get(value), 0),
    ...storeHalf(get(at), place + 16, get(value), 1),
  ]
  const copy = (from: Code, fromPlace: number, to: Code, toPlace: number): Code =>
    [0, 16].flatMap((more) => storeWide(to, toPlace + more, loadWide(from, fromPlace + more)))
  const upTo32: Code = [
    ...read(first, 0),
    ...read(second, 16),
    ...begin,
    ...compact(second),
    // Those of the second follow those of the first.
    ...set(y, wide(op.SUB_BYTES, places(), splat(get(first.count)))),
    ...set(first.turns, any(get(first.turns), wide(op.SWIZZLE, get(second.turns), get(y)))),
    ...set(second.turns, wide(op.SWIZZLE, get(second.turns), wide(op.ADD_BYTES, get(y), all(16)))),
    ...pack(first, lower),
    ...pack(second, upper),
    ...set(mayWait, of(op.AND, get(mayWait), get(chance))),
    ...when(get(mayWait), set(at, nextTask('longs'))),
    ...noted,
    ...storeWide(get(to), 16, get(second.base)),
    ...halves(task.values, lower.value),
    ...halves(task.values + 8, upper.value),
    ...halves(task.radices, lower.radices),
    ...halves(task.radices + 8, upper.radices),
    ...storeWide(get(at), task.one, get(lower.one)),
    ...storeWide(get(at), task.two, get(lower.two)),
    ...storeWide(get(at), task.upperOne, get(upper.one)),
    ...storeWide(get(at), task.upperTwo, get(upper.two)),
    ...hash(true),
    ...when(get(mayWait), [...wait('longs'), ...leave(i32(0))]),
    ...either(get(chance), call(functions.long, get(at), radices), [
      ...copy(get(at), task.state, i32(0), memory.state),
      ...copy(get(at), task.values, i32(0), memory.values),
      ...copy(get(at), task.radices, i32(0), memory.radices),
      ...call(functions.work, i32(4), i32(8), i32(0), i32(0)),
      ...copy(i32(0), memory.values, get(at), task.values),
    ]),
    ...done,
  ]
  return {
    parameters: 5,
    result: true,
    locals: locals.types,
    code: [...either(of(op.LESS, get(length), i32(16)), upTo16, upTo32), ...i32(0)],
  }
}
