import { createSecretKey, type KeyObject } from 'node:crypto'

const known = new WeakMap<Uint8Array, KeyObject>()

/**
 * A key as Node's own object. Bytes that are used as a key are looked at anew each time, which takes five times as long
 * as what is done with them; so bytes of a key are never written to.
 */
export function keyObject(bytes: Uint8Array): KeyObject {
  const found = known.get(bytes)
  if (found) return found
  const made = createSecretKey(bytes)
  known.set(bytes, made)
  return made
}
