import { WasmModule } from '../../formats/web-assembly.ts'
import { ALPHABET_SHIFT, alphabets, formatSigns, placeOf } from './alphabets.ts'
import { callingCodeLength } from './calling-codes.ts'
import { memoryPlaces as at, permuteModule, room } from './permute-module.ts'
import { phoneSeparators } from './phone-separators.ts'

/** The module of permute-module.ts: what it works on is written into its memory before, and read there after. */
export interface PermuteInstance {
  readonly memory: ArrayBuffer
  readonly state: Int32Array
  readonly values: Int32Array
  readonly radices: Int32Array
  readonly symbols: Int32Array
  readonly symbolRadices: Int32Array
  readonly text: Uint8Array
  readonly functions: PermuteFunctions
}

/** Booleans are 0 and 1; limbs of the right half stand from `left` to `end`. */
interface PermuteFunctions {
  rounds(left: number, end: number, count: number, isBack: number): void
  work(left: number, end: number, chanceIsEnough: number, isBack: number): void
  /**
   * Of `length` bytes, at most `room.text`, under a state: from where, to where and that as places in the memory. Not 0
   * where nothing was done: 1 since a table is to do it, 2 since not all is ASCII. Of what is behind them up to 32 bytes are
   * written over.
   */
  text(from: number, to: number, length: number, state: number, isBack: number): number
  /** Of `count` symbols, at most `room.symbols`; likewise. */
  symbols(count: number, isBack: number): number
  /** The first of the slots of its table in which a value of a mask may be remembered; by the same number domains are. */
  slot(start: number, end: number, owner: number): number
  /** Of binary COPY and of lines of text COPY, as rows.ts and lines.ts beside the module's script say. */
  readonly rows: RowsFunction
  readonly lines: RowsFunction
}

export type RowsFunction = (
  ...places: [at: number, end: number, out: number, from: number, column: number, count: number, masked: number]
) => number

let made: PermuteInstance | null | undefined
/**
 * The one for single values: nothing stays in its memory between two. Undefined where there is no WebAssembly, or it may
 * not be used: then JavaScript does the same.
 */
export function permuteInstance(): PermuteInstance | undefined {
  if (made === undefined) made = newPermuteInstance() ?? null
  return made ?? undefined
}

const compiled = new WasmModule<PermuteFunctions>(permuteModule)
/** One of its own, with a memory of its own. */
export function newPermuteInstance(): PermuteInstance | undefined {
  const instance = compiled.instance()
  if (instance === undefined) return undefined
  const { memory: buffer, functions } = instance
  writeCharacters(new DataView(buffer, at.characters))
  writeBits(new Uint8Array(buffer, at.takers, 8 * 256), new Uint8Array(buffer, at.ranks, 8 * 256))
  new Uint8Array(buffer, at.separators).set(phoneSeparators)
  const codes = new Uint8Array(buffer, at.callingCodes)
  for (let digits = 0; digits < 100; digits++) codes[digits] = callingCodeLength((digits / 10) | 0, digits % 10)
  const powers = new Int32Array(buffer, at.powers, 7)
  for (let exponent = 0; exponent < powers.length; exponent++) powers[exponent] = 10 ** exponent
  return {
    memory: buffer,
    state: new Int32Array(buffer, at.state, 8),
    values: new Int32Array(buffer, at.values, room.limbs),
    radices: new Int32Array(buffer, at.radices, room.limbs),
    symbols: new Int32Array(buffer, at.symbols, room.symbols),
    symbolRadices: new Int32Array(buffer, at.symbolRadices, room.symbols),
    text: new Uint8Array(buffer, at.text, room.text),
    functions,
  }
}

/** What stays is of an alphabet of its own, in which there is nothing else. */
function writeCharacters(view: DataView): void {
  for (let unit = 0; unit < 128; unit++) {
    const place = placeOf[unit]!
    const size = place === 0 ? 1 : alphabets[(place >>> ALPHABET_SHIFT) - 1]!.size
    view.setUint8(unit * 8, formatSigns[unit]!)
    view.setUint8(unit * 8 + 1, place & 0xff)
    view.setUint8(unit * 8 + 2, size)
    view.setUint8(unit * 8 + 3, size > 1 ? 1 : 0)
    view.setUint32(unit * 8 + 4, Math.ceil(2 ** 31 / size), true)
  }
}

/** As layout.ts beside the module's script says. */
function writeBits(takers: Uint8Array, ranks: Uint8Array): void {
  for (let bits = 0; bits < 256; bits++) {
    let count = 0
    for (let bit = 0; bit < 8; bit++) {
      const isSet = ((bits >> bit) & 1) === 1
      ranks[bits * 8 + bit] = isSet ? count : 128
      if (isSet) takers[bits * 8 + count++] = bit
    }
  }
}
