import { decrypt, encrypt } from './envelope.ts'

const format = 1
const headerBytes = 17

export interface SealingKey {
  /** A UUID. */
  readonly id: string
  readonly key: Uint8Array
}

/** Format, key id, then what `encrypt` gives; bound to the key, the team and the place. */
export function packSeal({ id, key }: SealingKey, team: string | null, place: string, plain: Uint8Array): Uint8Array {
  const header = Buffer.concat([Buffer.of(format), Buffer.from(id.replaceAll('-', ''), 'hex')])
  return Buffer.concat([header, encrypt(key, about(id, team, place), plain)])
}

/** The id of the key that it was sealed with; undefined where it is no seal. */
export function sealedWith(sealed: Uint8Array): string | undefined {
  if (sealed.length < headerBytes || sealed[0] !== format) return undefined
  const hex = Buffer.from(sealed.subarray(1, headerBytes)).toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** Undefined where it does not open. */
export function unpackSeal(
  { id, key }: SealingKey,
  team: string | null,
  place: string,
  sealed: Uint8Array,
): Uint8Array | undefined {
  return decrypt(key, about(id, team, place), sealed.subarray(headerBytes))
}

function about(id: string, team: string | null, place: string): Buffer {
  return Buffer.from(JSON.stringify(['understudy.seal', format, id, team, place]))
}
