import type { HashState } from '../permute/keyed-hash.ts'
import type { TextPermutation } from '../permute/text-permutation.ts'

const SLOTS = 1024

interface Domain {
  readonly own: Uint8Array
  readonly masked: Uint8Array
  /** What the names at this domain are permuted by. */
  readonly state: HashState
}

/** The domains of addresses that were masked last: few are frequent, so each is masked and hashed once. All are ASCII. */
export class RecentDomains {
  readonly #locals: TextPermutation
  readonly #domains: TextPermutation
  readonly #slots: (Domain | undefined)[] = Array.from({ length: SLOTS }, () => undefined)

  constructor(locals: TextPermutation, domains: TextPermutation) {
    this.#locals = locals
    this.#domains = domains
  }

  /** Given any hash of the bytes. Names are then permuted at this domain, from `load` on. */
  of(input: Uint8Array, start: number, end: number, hash: number): Domain {
    const slot = (hash ^ (hash >>> 16)) & (SLOTS - 1)
    const known = this.#slots[slot]
    if (known !== undefined && isSame(known.own, input, start, end)) {
      this.#locals.resume(known.state)
      return known
    }
    this.#locals.begin()
    if (start < end) this.#locals.contextAscii(input, start, end)
    const state = new Int32Array(8)
    this.#locals.save(state)
    const masked = new Uint8Array(end - start)
    this.#domains.begin()
    this.#domains.loadAscii(input, start, end)
    this.#domains.permute()
    this.#domains.readAscii(masked, 0)
    const made = { own: input.slice(start, end), masked, state }
    this.#slots[slot] = made
    return made
  }
}

function isSame(own: Uint8Array, input: Uint8Array, start: number, end: number): boolean {
  if (own.length !== end - start) return false
  for (let i = 0; i < own.length; i++) if (own[i] !== input[start + i]) return false
  return true
}
