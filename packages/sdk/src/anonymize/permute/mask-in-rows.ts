import type { HashState } from './keyed-hash.ts'

/** What RowsModule needs to know of a mask, to do what its `bytes` does. */
export type MaskInRows =
  /** Few values are frequent: results are remembered by the bytes of the value. */
  | { readonly kind: 'recent' }
  /** Telephone numbers, under the key of this state. */
  | { readonly kind: 'phone'; readonly state: HashState }
  /** Addresses of at most so many bytes, each by the domain behind its last @. */
  | { readonly kind: 'email'; readonly most: number; readonly domains: DomainsInRows }
  /** Lines of a number and a street, under the key of this state; results are of at most so many bytes. */
  | { readonly kind: 'street'; readonly state: HashState; readonly most: number; readonly streets: StreetsInRows }

export interface DomainsInRows {
  /** Given any hash of the bytes. Undefined where not all is ASCII, or nothing can stand behind. */
  of(input: Uint8Array, start: number, end: number, hash: number): MaskedDomain | undefined
}

export interface MaskedDomain {
  readonly own: Uint8Array
  /** What the names at this domain are permuted from on. */
  readonly state: HashState
  /** What is written behind them. */
  readonly behind: Uint8Array
}

export interface StreetsInRows {
  readonly words: readonly Uint8Array[]
  /** What the house number of so many digits becomes, and 1; -1 where that is no number. */
  numberOf(number: number, digits: number): number
}
