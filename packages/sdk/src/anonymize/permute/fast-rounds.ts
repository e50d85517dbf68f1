import type { HashState } from './keyed-hash.ts'
import type { Limbs } from './limbs.ts'
import { MOST_LIMBS, roundsModule, VALUES_AT } from './rounds-module.ts'

/** The rounds of feistel.ts as WebAssembly, on limbs in its own memory: the same numbers, in a third of the time. */
export interface FastRounds {
  /** Copies both into the memory: what is given back is the number there. Undefined where it has too many limbs. */
  enter(state: HashState, number: Limbs): Limbs | undefined
  /** On what has entered last. */
  run(count: number, isBack: boolean): void
  /** Copies back what has entered. */
  leave(number: Limbs): void
}

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer }
  rounds(left: number, end: number, count: number, isBack: number): void
}

interface WebAssemblyGlobal {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: Exports }
}

/** A cast at the edge: the types of Node leave WebAssembly to those of browsers. It is not there where code may not be made. */
function webAssembly(): WebAssemblyGlobal | undefined {
  const engine: unknown = Reflect.get(globalThis, 'WebAssembly')
  return engine as WebAssemblyGlobal | undefined
}

let made: FastRounds | null | undefined
/** Undefined where there is no WebAssembly, or it may not be used: then JavaScript does the same. */
export function fastRounds(): FastRounds | undefined {
  if (made === undefined) made = instance() ?? null
  return made ?? undefined
}

function instance(): FastRounds | undefined {
  const engine = webAssembly()
  if (engine === undefined) return undefined
  let exports: Exports
  try {
    exports = new engine.Instance(new engine.Module(Buffer.from(roundsModule, 'base64'))).exports
  } catch {
    // The process may not make code: JavaScript is left.
    return undefined
  }
  const { memory, rounds } = exports
  const inside: Limbs = {
    values: new Int32Array(memory.buffer, VALUES_AT, MOST_LIMBS),
    radices: new Int32Array(memory.buffer, VALUES_AT + 4 * MOST_LIMBS, MOST_LIMBS),
    left: 0,
    right: 0,
    end: 0,
  }
  const hash = new Int32Array(memory.buffer, 0, 8)
  return {
    enter(state, { values, radices, left, right, end }) {
      const between = right - left
      const last = end - between
      if (last > MOST_LIMBS) return undefined
      for (let i = 0; i < 8; i++) hash[i] = state[i]!
      for (let i = 0; i < left; i++) {
        inside.values[i] = values[i]!
        inside.radices[i] = radices[i]!
      }
      for (let i = left; i < last; i++) {
        inside.values[i] = values[i + between]!
        inside.radices[i] = radices[i + between]!
      }
      inside.left = left
      inside.right = left
      inside.end = last
      return inside
    },
    run: (count, isBack) => rounds(inside.left, inside.end, count, isBack ? 1 : 0),
    leave({ values, left, right }) {
      const between = right - left
      for (let i = 0; i < left; i++) values[i] = inside.values[i]!
      for (let i = left; i < inside.end; i++) values[i + between] = inside.values[i]!
    },
  }
}
