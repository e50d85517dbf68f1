import { absorb, finish, type HashState, startOfHash } from '../../permute/keyed-hash.ts'

/**
 * A keyed permutation of addresses that keeps prefixes, as Crypto-PAn does: two addresses that share their first n bits
 * share the first n bits of their images.
 */
export class PrefixPermutation {
  readonly #start: HashState
  readonly #state: HashState = new Int32Array(8)
  readonly #hash = new Int32Array(2)

  constructor(key: Uint32Array) {
    this.#start = startOfHash(key)
  }

  /** Of an address of so many bits those from `from` up to `to` are changed. */
  at(value: bigint, bits: number, from: number, to: number): bigint {
    let turned = value
    for (let i = from; i < to; i++) if (this.turns(value, bits, i)) turned ^= 1n << BigInt(bits - 1 - i)
    return turned
  }

  /** Whether bit i is turned over: the bits before it decide. */
  turns(value: bigint, bits: number, i: number): boolean {
    const before = value >> BigInt(bits - i)
    this.#state.set(this.#start)
    for (let at = 0n; at < bits; at += 64n) absorb(this.#state, word(before, at), word(before, at + 32n))
    finish(this.#state, i, bits, this.#hash)
    return (this.#hash[0]! & 1) === 1
  }
}

function word(value: bigint, at: bigint): number {
  return Number((value >> at) & 0xffffffffn) | 0
}
