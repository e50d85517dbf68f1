import type { HashState } from '../permute/keyed-hash.ts'
import { textOf } from '../permute/recent-values.ts'
import type { TextPermutation } from '../permute/text-permutation.ts'

const SLOTS = 1024

interface Domain {
  readonly own: Uint8Array
  /** What the names at this domain are permuted from on. */
  readonly state: HashState
  /** What is written behind them. */
  readonly behind: Uint8Array
}

/** The domains of addresses that were masked last: few are frequent, so each is masked and hashed once. All are ASCII. */
export class RecentDomains {
  readonly #locals: TextPermutation
  readonly #behind: (domain: string) => string
  readonly #slots: (Domain | undefined)[] = Array.from({ length: SLOTS }, () => undefined)

  constructor(locals: TextPermutation, behind: (domain: string) => string) {
    this.#locals = locals
    this.#behind = behind
  }

  /** Given any hash of the bytes. */
  of(input: Uint8Array, start: number, end: number, hash: number): Domain {
    const slot = (hash ^ (hash >>> 16)) & (SLOTS - 1)
    const known = this.#slots[slot]
    if (known !== undefined && isSame(known.own, input, start, end)) return known
    const text = textOf(input, start, end)
    const state = new Int32Array(8)
    this.#locals.begin()
    if (text !== '') this.#locals.context(text)
    this.#locals.save(state)
    const made = { own: input.slice(start, end), state, behind: new TextEncoder().encode(this.#behind(text)) }
    this.#slots[slot] = made
    return made
  }
}

function isSame(own: Uint8Array, input: Uint8Array, start: number, end: number): boolean {
  if (own.length !== end - start) return false
  for (let i = 0; i < own.length; i++) if (own[i] !== input[start + i]) return false
  return true
}
