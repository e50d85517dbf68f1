import { createHmac, timingSafeEqual } from 'node:crypto'
import { keyObject } from '../crypto/key-object.ts'

/** What a stored hash is of: a hash of one purpose never passes for one of another. */
export type SecretPurpose = 'api-key' | 'link' | 'refresh' | 'refresh-mac' | 'refresh-next' | 'throttle'

/** HMAC-SHA-256 under a key that is not in the database, so that a copy of the database lets nobody try secrets out. */
export type SecretHash = (purpose: SecretPurpose, secret: string) => string

export function secretHashUnder(pepper: Uint8Array): SecretHash {
  return (purpose, secret) =>
    createHmac('sha256', keyObject(pepper)).update(`${purpose}\0${secret}`).digest('base64url')
}

/** Takes as long for a near miss as for a far one. */
export function sameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
