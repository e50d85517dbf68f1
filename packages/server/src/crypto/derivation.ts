import { hkdfSync } from 'node:crypto'

/** Keys of purposes, out of a secret that stays the same when keys are rotated. */
export interface Derivation {
  /** 32 bytes; those of two purposes have nothing in common. The pepper of API keys, the audit's seals. */
  derive(purpose: string): Uint8Array
}

export function deriveKey(secret: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, new Uint8Array(), `understudy/${purpose}`, 32))
}
