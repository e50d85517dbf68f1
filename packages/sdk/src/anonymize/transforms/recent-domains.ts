import type { DomainsInRows, MaskedDomain } from '../permute/mask-in-rows.ts'
import { textOf } from '../permute/recent-values.ts'
import type { TextPermutation } from '../permute/text-permutation.ts'

const SLOTS = 1024
/** The highest ten bits. */
const SHIFT = 22

/** The domains of addresses that were masked last: few are frequent, so each is masked and hashed once. All are ASCII. */
export class RecentDomains implements DomainsInRows {
  readonly #locals: TextPermutation
  readonly #behind: (domain: string) => string | undefined
  readonly #slots: (MaskedDomain | undefined)[] = Array.from({ length: SLOTS }, () => undefined)

  constructor(locals: TextPermutation, behind: (domain: string) => string | undefined) {
    this.#locals = locals
    this.#behind = behind
  }

  of(input: Uint8Array, start: number, end: number, hash: number): MaskedDomain | undefined {
    const slot = Math.imul(hash, 0x9e3779b1) >>> SHIFT
    const known = this.#slots[slot]
    if (known !== undefined && isSame(known.own, input, start, end)) return known
    let all = 0
    for (let i = start; i < end; i++) all |= input[i]!
    if (all > 127) return undefined
    const text = textOf(input, start, end)
    const behind = this.#behind(text)
    if (behind === undefined) return undefined
    const state = this.#locals.stateIn(text)
    // A copy: of a Buffer a slice is none, and its bytes are written over by the next rows.
    const made = { own: new Uint8Array(input.subarray(start, end)), state, behind: new TextEncoder().encode(behind) }
    this.#slots[slot] = made
    return made
  }
}

function isSame(own: Uint8Array, input: Uint8Array, start: number, end: number): boolean {
  if (own.length !== end - start) return false
  for (let i = 0; i < own.length; i++) if (own[i] !== input[start + i]) return false
  return true
}
