import { AND, OR, ROTATE_LEFT } from './opcodes.ts'

/** WebAssembly, instruction by instruction: what is written here as calls is what stands in the module. */
export const I32 = 0x7f
export const I64 = 0x7e
export const F64 = 0x7c
export const V128 = 0x7b

export type Code = readonly number[]

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
function signed(value: bigint): number[] {
  const bytes: number[] = []
  for (let rest = value; ; rest >>= 7n) {
    const low = Number(rest & 127n)
    const isLast = rest >> 6n === 0n || rest >> 6n === -1n
    bytes.push(low | (isLast ? 0 : 128))
    if (isLast) return bytes
  }
}

export const get = (local: number): Code => [0x20, ...unsigned(local)]
export const set = (local: number, ...value: Code[]): Code => [...value.flat(), 0x21, ...unsigned(local)]
export const i32 = (value: number): Code => [0x41, ...signed(BigInt(value))]
export const i64 = (value: number | bigint): Code => [0x42, ...signed(BigInt(value))]
export const f64 = (value: number): Code => [0x44, ...new Uint8Array(Float64Array.of(value).buffer)]
/** An instruction behind its operands; those are in opcodes.ts. */
export const of = (opcode: number, ...operands: Code[]): Code => [...operands.flat(), opcode]
export const call = (index: number, ...operands: Code[]): Code => [...operands.flat(), 0x10, ...unsigned(index)]

export const load32 = (at: Code, offset: number): Code => [...at, 0x28, 2, ...unsigned(offset)]
export const load64 = (at: Code, offset: number): Code => [...at, 0x29, 3, ...unsigned(offset)]
export const loadByte = (at: Code, offset: number): Code => [...at, 0x2d, 0, ...unsigned(offset)]
export const store32 = (at: Code, offset: number, value: Code): Code => [...at, ...value, 0x36, 2, ...unsigned(offset)]
export const store64 = (at: Code, offset: number, value: Code): Code => [...at, ...value, 0x37, 3, ...unsigned(offset)]
export const loadDouble = (at: Code, offset: number): Code => [...at, 0x2b, 3, ...unsigned(offset)]
export const storeDouble = (at: Code, offset: number, value: Code): Code => [
  ...at,
  ...value,
  0x39,
  3,
  ...unsigned(offset),
]
export const storeByte = (at: Code, offset: number, value: Code): Code => [
  ...at,
  ...value,
  0x3a,
  0,
  ...unsigned(offset),
]
/** Sixteen bytes at once: an instruction behind its operands, and 16 bytes of the memory, wherever they begin. */
export const wide = (opcode: number, ...operands: Code[]): Code => [...operands.flat(), 0xfd, ...unsigned(opcode)]
export const loadWide = (at: Code, offset: number): Code => [...at, 0xfd, 0, 0, ...unsigned(offset)]
export const storeWide = (at: Code, offset: number, value: Code): Code => [
  ...at,
  ...value,
  0xfd,
  11,
  0,
  ...unsigned(offset),
]
export const zeros: Code = [0xfd, 12, ...new Uint8Array(16)]
/** Of these bytes those at the places: below 16 of the first, from there on of the others. */
export const mixed = (one: Code, other: Code, places: readonly number[]): Code => [
  ...[...one, ...other],
  ...[0xfd, 13],
  ...places,
]
/** Of these bytes those at the places, each below 16. */
export const shuffled = (value: Code, places: readonly number[]): Code => mixed(value, zeros, places)
/** Eight bytes of the memory as the lower half, zeros above. */
export const loadHalf = (at: Code, offset: number): Code => [...at, 0xfd, 0x5d, 3, ...unsigned(offset)]
/** Eight bytes of the memory as the upper half of these sixteen. */
export const loadUpper = (at: Code, offset: number, value: Code): Code => [
  ...[...at, ...value],
  ...[0xfd, 0x57, 3, ...unsigned(offset), 1],
]
/** The lower or the upper half, to the memory. */
export const storeHalf = (at: Code, offset: number, value: Code, half: 0 | 1): Code => [
  ...[...at, ...value],
  ...[0xfd, 0x5b, 3, ...unsigned(offset), half],
]
/** These, with another number as their upper half. */
export const withUpper = (value: Code, upper: Code): Code => [...[...value, ...upper], ...[0xfd, 0x1e, 1]]
/** The lower or the upper half as a number. */
export const half = (value: Code, which: 0 | 1): Code => [...value, 0xfd, 0x1d, which]
/** Where number `index` of a list of 32 bits each stands in the list. */
export const word = (index: Code): Code => of(0x74, index, i32(2))
/** Between the order of bytes in messages of Postgres and that in memory. */
export const swapped = (value: Code): Code =>
  of(
    OR,
    of(AND, of(ROTATE_LEFT, value, i32(8)), i32(0x00ff00ff)),
    of(ROTATE_LEFT, of(AND, value, i32(0x00ff00ff)), i32(24)),
  )
export const add = (local: number, number: number): Code => set(local, of(0x6a, get(local), i32(number)))

/** Goes on with `body` while the condition holds. */
export const loopWhile = (condition: Code, ...body: Code[]): Code => [
  ...[0x02, 0x40, 0x03, 0x40],
  ...of(0x45, condition),
  ...[0x0d, 1],
  ...body.flat(),
  ...[0x0c, 0, 0x0b, 0x0b],
]
export const when = (condition: Code, ...yes: Code[]): Code => [...condition, 0x04, 0x40, ...yes.flat(), 0x0b]
export const either = (condition: Code, yes: Code, no: Code): Code => [
  ...[...condition, 0x04, 0x40],
  ...[...yes, 0x05, ...no, 0x0b],
]
/** Begins the `loopWhile` that is `depth` blocks up again; a `when` and an `either` are a block each. */
export const again = (depth: number): Code => [0x0c, ...unsigned(depth)]
export const leave = (...value: Code[]): Code => [...value.flat(), 0x0f]

const vector = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()]
const section = (id: number, content: Code): Code => [id, ...unsigned(content.length), ...content]
const named = (text: string): Code => vector(Array.from(text, (sign) => [sign.charCodeAt(0)]))

export interface WasmFunction {
  /** Where it is to be called from outside. */
  readonly name?: string
  /** All of them 32 bits, as its result is, if it has one. */
  readonly parameters: number
  readonly result?: boolean
  /** Types of the locals behind the parameters. */
  readonly locals: readonly number[]
  readonly code: Code
}

/** Bytes that stand in the memory from the beginning. */
export interface WasmData {
  readonly place: number
  readonly bytes: Uint8Array
}

/** A module of these functions, which call each other by their places, with so many pages of memory, and never more. */
export function moduleOf(
  functions: readonly WasmFunction[],
  pages: number,
  data: readonly WasmData[] = [],
): Uint8Array {
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(
      1,
      vector(
        functions.map(({ parameters, result = false }) => [
          0x60,
          ...vector(Array.from({ length: parameters }, () => [I32])),
          ...vector(result ? [[I32]] : []),
        ]),
      ),
    ),
    ...section(3, vector(functions.map((_, i) => unsigned(i)))),
    ...section(5, vector([[1, ...unsigned(pages), ...unsigned(pages)]])),
    ...section(
      7,
      vector([
        [...named('memory'), 2, 0],
        ...functions.flatMap(({ name }, i) => (name === undefined ? [] : [[...named(name), 0, ...unsigned(i)]])),
      ]),
    ),
    ...section(
      10,
      vector(
        functions.map(({ locals, code }) => {
          const whole = [...vector(locals.map((kind) => [1, kind])), ...code, 0x0b]
          return [...unsigned(whole.length), ...whole]
        }),
      ),
    ),
    ...(data.length === 0
      ? []
      : section(
          11,
          vector(data.map(({ place, bytes }) => [0, ...i32(place), 0x0b, ...vector([...bytes].map((byte) => [byte]))])),
        )),
  ])
}
