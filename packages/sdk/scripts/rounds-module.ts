/**
 * The rounds of src/anonymize/permute/feistel.ts as a WebAssembly module, put together instruction by instruction. In its
 * memory stand the state of the hash at 0, as four 64-bit words, and from 64 on the values of the limbs, then their radices.
 */
export const VALUES = 64
/** Most limbs of both halves. */
export const LIMBS = 256
const RADICES = VALUES + 4 * LIMBS

const I32 = 0x7f
const I64 = 0x7e

type Code = readonly number[]

/** LEB128, without a sign. */
function unsigned(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  do {
    bytes.push((rest & 127) | (rest > 127 ? 128 : 0))
    rest >>>= 7
  } while (rest > 0)
  return bytes
}

/** LEB128, with one. */
function signed(value: number): number[] {
  const bytes: number[] = []
  for (let rest = value; ; rest >>= 7) {
    const isLast = (rest >> 6 === 0 && (rest & 64) === 0) || (rest >> 6 === -1 && (rest & 64) !== 0)
    bytes.push((rest & 127) | (isLast ? 0 : 128))
    if (isLast) return bytes
  }
}

const get = (local: number): Code => [0x20, ...unsigned(local)]
const set = (local: number, ...value: Code[]): Code => [...value.flat(), 0x21, ...unsigned(local)]
const i32 = (value: number): Code => [0x41, ...signed(value)]
const i64 = (value: number): Code => [0x42, ...signed(value)]
const of = (opcode: number, ...operands: Code[]): Code => [...operands.flat(), opcode]
const load32 = (at: Code, offset: number): Code => [...at, 0x28, 2, ...unsigned(offset)]
const load64 = (offset: number): Code => [...i32(0), 0x29, 3, ...unsigned(offset)]
const store32 = (at: Code, value: Code, offset: number): Code => [...at, ...value, 0x36, 2, ...unsigned(offset)]

const EQZ = 0x45
const LESS = 0x48
const GREATER = 0x4a
const NOT_LESS = 0x4e
const ADD = 0x6a
const SUB = 0x6b
const AND = 0x71
const SHIFT_LEFT = 0x74
const SHIFT_RIGHT_SIGNED = 0x75
const ADD_64 = 0x7c
const MULTIPLY_64 = 0x7e
const OR_64 = 0x84
const XOR_64 = 0x85
const SHIFT_LEFT_64 = 0x86
const SHIFT_RIGHT_64 = 0x88
const ROTATE_LEFT_64 = 0x89
const WRAP = 0xa7
const EXTEND = 0xad

/** Goes on with `body` while the condition holds. */
const loopWhile = (condition: Code, ...body: Code[]): Code => [
  ...[0x02, 0x40, 0x03, 0x40],
  ...of(EQZ, condition),
  ...[0x0d, 1],
  ...body.flat(),
  ...[0x0c, 0, 0x0b, 0x0b],
]
const either = (condition: Code, yes: Code, no: Code): Code => [...condition, 0x04, 0x40, ...yes, 0x05, ...no, 0x0b]

function sipRound(v0: number, v1: number, v2: number, v3: number): Code {
  const plus = (a: number, b: number) => set(a, of(ADD_64, get(a), get(b)))
  const turned = (a: number, bits: number, b: number) =>
    set(a, of(XOR_64, of(ROTATE_LEFT_64, get(a), i64(bits)), get(b)))
  const halves = (a: number) => set(a, of(ROTATE_LEFT_64, get(a), i64(32)))
  return [
    ...plus(v0, v1),
    ...turned(v1, 13, v0),
    ...halves(v0),
    ...plus(v2, v3),
    ...turned(v3, 16, v2),
    ...plus(v0, v3),
    ...turned(v3, 21, v0),
    ...plus(v2, v1),
    ...turned(v1, 17, v2),
    ...halves(v2),
  ]
}

const times = (count: number, code: Code): Code => Array.from({ length: count }, () => code).flat()

/** addHash(from, fromEnd, to, toEnd, round, isBack): parameters are locals 0 to 5. */
function addHash(): Code {
  const [from, fromEnd, to, toEnd, round, isBack] = [0, 1, 2, 3, 4, 5] as const
  const limb = 6
  const radix = 7
  const drawn = 8
  const value = 9
  const base = [10, 11, 12, 13] as const
  const v = [14, 15, 16, 17] as const
  const word = 18
  const message = 19
  const [b0, b1, b2, b3] = base
  const [v0, v1, v2, v3] = v
  const place = (index: Code): Code => of(SHIFT_LEFT, index, i32(2))
  const next = (index: Code): Code => of(ADD, index, i32(1))
  /** The two limbs from `from` on, the round's number above the first. */
  const pair = of(
    OR_64,
    of(OR_64, of(EXTEND, load32(place(get(from)), VALUES)), of(SHIFT_LEFT_64, of(EXTEND, get(round)), i64(20))),
    of(SHIFT_LEFT_64, of(EXTEND, load32(place(next(get(from))), VALUES)), i64(32)),
  )
  const add = (index: Code, half: Code): Code => [
    ...set(radix, load32(place(index), RADICES)),
    ...set(drawn, of(WRAP, of(SHIFT_RIGHT_64, of(MULTIPLY_64, half, of(EXTEND, get(radix))), i64(32)))),
    ...either(get(isBack), set(value, get(drawn)), set(value, of(SUB, get(radix), get(drawn)))),
    ...set(value, of(SUB, load32(place(index), VALUES), get(value))),
    ...store32(
      place(index),
      of(ADD, get(value), of(AND, get(radix), of(SHIFT_RIGHT_SIGNED, get(value), i32(31)))),
      VALUES,
    ),
  ]
  return [
    ...base.flatMap((local, i) => set(local, load64(8 * i))),
    ...loopWhile(
      of(GREATER, of(SUB, get(fromEnd), get(from)), i32(2)),
      set(message, pair),
      set(b3, of(XOR_64, get(b3), get(message))),
      times(2, sipRound(b0, b1, b2, b3)),
      set(b0, of(XOR_64, get(b0), get(message))),
      set(from, of(ADD, get(from), i32(2))),
    ),
    ...set(word, pair),
    ...set(limb, get(to)),
    ...loopWhile(
      of(LESS, get(limb), get(toEnd)),
      set(message, of(OR_64, get(word), of(SHIFT_LEFT_64, of(EXTEND, of(SUB, get(limb), get(to))), i64(51)))),
      v.flatMap((local, i) => set(local, get(base[i]!))),
      set(v3, of(XOR_64, get(v3), get(message))),
      times(2, sipRound(v0, v1, v2, v3)),
      set(v0, of(XOR_64, get(v0), get(message))),
      set(v2, of(XOR_64, get(v2), i64(0xff))),
      times(4, sipRound(v0, v1, v2, v3)),
      set(message, of(XOR_64, of(XOR_64, get(v0), get(v1)), of(XOR_64, get(v2), get(v3)))),
      add(get(limb), of(EXTEND, of(WRAP, get(message)))),
      add(next(get(limb)), of(SHIFT_RIGHT_64, get(message), i64(32))),
      set(limb, of(ADD, get(limb), i32(2))),
    ),
    0x0b,
  ]
}

/** rounds(left, end, count, isBack): of `count` rounds the first to the last, or back from the last to the first. */
function rounds(): Code {
  const [left, end, count, isBack] = [0, 1, 2, 3] as const
  const round = 4
  const call = (...operands: Code[]): Code => [...operands.flat(), 0x10, 0]
  const one = either(
    of(AND, get(round), i32(1)),
    call(i32(0), get(left), get(left), get(end), get(round), get(isBack)),
    call(get(left), get(end), i32(0), get(left), get(round), get(isBack)),
  )
  return [
    ...either(
      get(isBack),
      [
        ...set(round, of(SUB, get(count), i32(1))),
        ...loopWhile(of(NOT_LESS, get(round), i32(0)), one, set(round, of(SUB, get(round), i32(1)))),
      ],
      [
        ...set(round, i32(0)),
        ...loopWhile(of(LESS, get(round), get(count)), one, set(round, of(ADD, get(round), i32(1)))),
      ],
    ),
    0x0b,
  ]
}

const vector = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()]
const section = (id: number, content: Code): Code => [id, ...unsigned(content.length), ...content]
const name = (text: string): Code => vector(Array.from(text, (sign) => [sign.charCodeAt(0)]))
const type = (parameters: number): Code => [0x60, ...vector(Array.from({ length: parameters }, () => [I32])), 0]
const body = (locals: readonly (readonly [count: number, type: number])[], code: Code): Code => {
  const whole = [...vector(locals.map(([count, kind]) => [...unsigned(count), kind])), ...code]
  return [...unsigned(whole.length), ...whole]
}

export function roundsModule(): Uint8Array {
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector([type(6), type(4)])),
    ...section(3, vector([[0], [1]])),
    // One page, and never more.
    ...section(5, vector([[1, 1, 1]])),
    ...section(
      7,
      vector([
        [...name('memory'), 2, 0],
        [...name('rounds'), 0, 1],
      ]),
    ),
    ...section(
      10,
      vector([
        body(
          [
            [4, I32],
            [10, I64],
          ],
          addHash(),
        ),
        body([[1, I32]], rounds()),
      ]),
    ),
  ])
}
