import { ALPHABET_SHIFT, alphabets, formatSigns, placeOf } from './alphabets.ts'
import { memoryPlaces as at, permuteModule, room } from './permute-module.ts'

/**
 * The module of permute-module.ts: what it works on is written into its memory before, and read there after. There is one
 * of it, so nothing may stay in its memory between two values.
 */
export interface PermuteInstance {
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
  /** Of `length` bytes of ASCII in `text`, at most `room.text`; not 0 where nothing was done, since a table is to do it. */
  text(length: number, isBack: number): number
  /** Of `count` symbols, at most `room.symbols`; likewise. */
  symbols(count: number, isBack: number): number
}

interface WebAssemblyGlobal {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (
    module: object,
  ) => { readonly exports: PermuteFunctions & { readonly memory: { readonly buffer: ArrayBuffer } } }
}

/** A cast at the edge: the types of Node leave WebAssembly to those of browsers. It is not there where code may not be made. */
function webAssembly(): WebAssemblyGlobal | undefined {
  const engine: unknown = Reflect.get(globalThis, 'WebAssembly')
  return engine as WebAssemblyGlobal | undefined
}

let made: PermuteInstance | null | undefined
/** Undefined where there is no WebAssembly, or it may not be used: then JavaScript does the same. */
export function permuteInstance(): PermuteInstance | undefined {
  if (made === undefined) made = instance() ?? null
  return made ?? undefined
}

function instance(): PermuteInstance | undefined {
  const engine = webAssembly()
  if (engine === undefined) return undefined
  try {
    const { memory, ...functions } = new engine.Instance(new engine.Module(Buffer.from(permuteModule, 'base64')))
      .exports
    const { buffer } = memory
    writeCharacters(new DataView(buffer, at.characters))
    return {
      state: new Int32Array(buffer, at.state, 8),
      values: new Int32Array(buffer, at.values, room.limbs),
      radices: new Int32Array(buffer, at.radices, room.limbs),
      symbols: new Int32Array(buffer, at.symbols, room.symbols),
      symbolRadices: new Int32Array(buffer, at.symbolRadices, room.symbols),
      text: new Uint8Array(buffer, at.text, room.text),
      functions,
    }
  } catch {
    // The process may not make code: JavaScript is left.
    return undefined
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
