import type { HashState } from './keyed-hash.ts'
import type { Limbs } from './limbs.ts'
import { permuteInstance } from './permute-instance.ts'
import { room } from './permute-module.ts'

/** The rounds of feistel.ts as WebAssembly, on limbs in its own memory: the same numbers, in a third of the time. */
export interface FastRounds {
  /** Copies both into the memory. False where the number has too many limbs. */
  enter(state: HashState, number: Limbs): boolean
  /** On what has entered last, as `rounds` and `permute` do. */
  rounds(count: number, isBack: boolean): void
  work(chanceIsEnough: boolean, isBack: boolean): void
  /** Copies back what has entered. */
  leave(number: Limbs): void
}

let made: FastRounds | null | undefined
/** Undefined where there is no WebAssembly, or it may not be used: then JavaScript does the same. */
export function fastRounds(): FastRounds | undefined {
  if (made === undefined) made = instance() ?? null
  return made ?? undefined
}

function instance(): FastRounds | undefined {
  const module = permuteInstance()
  if (module === undefined) return undefined
  const { state: hash, values: inside, radices: insideRadices, functions } = module
  let left = 0
  let end = 0
  return {
    enter(state, { values, radices, left: leftEnd, right, end: rightEnd }) {
      const between = right - leftEnd
      const last = rightEnd - between
      if (last > room.limbs) return false
      for (let i = 0; i < 8; i++) hash[i] = state[i]!
      for (let i = 0; i < leftEnd; i++) {
        inside[i] = values[i]!
        insideRadices[i] = radices[i]!
      }
      for (let i = leftEnd; i < last; i++) {
        inside[i] = values[i + between]!
        insideRadices[i] = radices[i + between]!
      }
      left = leftEnd
      end = last
      return true
    },
    rounds: (count, isBack) => functions.rounds(left, end, count, isBack ? 1 : 0),
    work: (chanceIsEnough, isBack) => functions.work(left, end, chanceIsEnough ? 1 : 0, isBack ? 1 : 0),
    leave({ values, right }) {
      const between = right - left
      for (let i = 0; i < left; i++) values[i] = inside[i]!
      for (let i = left; i < end; i++) values[i + between] = inside[i]!
    },
  }
}
