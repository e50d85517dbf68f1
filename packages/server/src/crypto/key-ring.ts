/**
 * Keys that wrap data keys. They come from UNDERSTUDY_KEY or a key file (the first wraps, the others unwrap what they
 * wrapped before), or, at the first start of an embedded store, from a file that is made beside it with mode 600.
 */
export interface KeyRing {
  /** The id of the key that wraps. */
  readonly current: string
  wrap(dataKey: Uint8Array, boundTo: string): { readonly ringKey: string; readonly wrapped: Uint8Array }
  /** Throws KEY_MISSING where the ring has no such key, KEY_WRONG where it cannot open it. */
  unwrap(ringKey: string, wrapped: Uint8Array, boundTo: string): Uint8Array
  /** A key of its own for a purpose: the pepper of API keys, content hashes, the audit's seals. */
  derive(purpose: string): Uint8Array
}
