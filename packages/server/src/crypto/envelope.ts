import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { keyObject } from './key-object.ts'

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/** Nonce, tag and ciphertext, bound to what it is about. */
export function encrypt(key: Uint8Array, about: Uint8Array, plain: Uint8Array): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, keyObject(key), nonce).setAAD(about)
  const text = [cipher.update(plain), cipher.final()]
  return Buffer.concat([nonce, cipher.getAuthTag(), ...text])
}

/** Undefined where the key is another one, or the bytes or what they are about were changed. */
export function decrypt(key: Uint8Array, about: Uint8Array, sealed: Uint8Array): Buffer | undefined {
  if (sealed.length < nonceBytes + tagBytes) return undefined
  const decipher = createDecipheriv(algorithm, keyObject(key), sealed.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  })
    .setAAD(about)
    .setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes))
  const start = decipher.update(sealed.subarray(nonceBytes + tagBytes))
  try {
    const rest = decipher.final()
    // This mode keeps nothing back: as a rule there is no rest to be put to it.
    return rest.length === 0 ? start : Buffer.concat([start, rest])
  } catch {
    // The tag does not fit; nothing of `start` is given to anyone.
    return undefined
  }
}
