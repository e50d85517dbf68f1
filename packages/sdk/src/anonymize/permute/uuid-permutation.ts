import { absorb, finish, type HashState, startOfHash } from './keyed-hash.ts'

const ROUNDS = 8

/**
 * A keyed permutation of the 122 bits of a UUID that are neither its version nor its variant: a Feistel network whose
 * halves are the two 64-bit words, each with its fixed bits as they are. Four 32-bit words in, the same four out. With
 * 2^122 values, nothing is done against one that is its own image.
 */
export class UuidPermutation {
  readonly #states: readonly HashState[]
  readonly #out = new Int32Array(2)

  constructor(key: Uint32Array) {
    this.#states = Array.from({ length: ROUNDS }, (_, round) => {
      const state = startOfHash(key)
      absorb(state, round, 122)
      return state
    })
  }

  /** The first word has the first four bytes, the highest first; the version is in the second, the variant in the third. */
  permute(words: Int32Array, forward = true): void {
    const out = this.#out
    for (let i = 0; i < ROUNDS; i++) {
      const round = forward ? i : ROUNDS - 1 - i
      if ((round & 1) === 0) {
        finish(this.#states[round]!, words[3]!, words[2]!, out)
        words[0]! ^= out[0]!
        words[1]! ^= out[1]! & 0xffff0fff
      } else {
        finish(this.#states[round]!, words[1]!, words[0]!, out)
        words[2]! ^= out[0]! & 0x3fffffff
        words[3]! ^= out[1]!
      }
    }
  }
}
