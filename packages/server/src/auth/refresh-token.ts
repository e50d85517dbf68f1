import { randomBytes } from 'node:crypto'
import { type SecretHash, sameHash } from './secret-hash.ts'

export interface RefreshToken {
  readonly session: string
  readonly secret: string
}

/**
 * `<session>.<secret>.<mac>`: the mac says that the server made it, for this session. So a token that is not the one
 * that is good now was good once and has been used: somebody has a copy.
 */
export function refreshTokenText({ session, secret }: RefreshToken, hash: SecretHash): string {
  return `${session}.${secret}.${hash('refresh-mac', `${session}.${secret}`)}`
}

/** Undefined for what was never a token of ours: it says nothing about the session that it names. */
export function parseRefreshToken(text: string, hash: SecretHash): RefreshToken | undefined {
  const [session, secret, mac, ...more] = text.split('.')
  if (!session || !secret || !mac || more.length > 0) return undefined
  return sameHash(mac, hash('refresh-mac', `${session}.${secret}`)) ? { session, secret } : undefined
}

/** What a token is exchanged for: always the same, so that an answer that got lost can be given once more. */
export function nextSecret({ session, secret }: RefreshToken, hash: SecretHash): string {
  return hash('refresh-next', `${session}.${secret}`)
}

/** 256 bits, for what a URL or a cookie can hold. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}
