import type { Answer } from '../../api.ts'
import type { Tone } from '../../ui/looks.ts'

type Key = Answer<'get', '/keys'>['keys'][number]
const soonMs = 14 * 24 * 3_600_000

/** Whether a key opens anything, and for how long yet. */
export function keyState(
  { revokedAt, expiresAt }: Pick<Key, 'revokedAt' | 'expiresAt'>,
  now: Date,
): { readonly tone: Tone; readonly word: string; readonly works: boolean } {
  if (revokedAt !== null) return { tone: 'plain', word: 'revoked', works: false }
  const left = Date.parse(expiresAt) - now.getTime()
  if (left <= 0) return { tone: 'plain', word: 'ended', works: false }
  return left <= soonMs
    ? { tone: 'warn', word: 'ends soon', works: true }
    : { tone: 'good', word: 'works', works: true }
}
