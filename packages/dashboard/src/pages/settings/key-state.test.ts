import { expect, test } from 'vitest'
import { keyState } from './key-state.ts'

const now = new Date('2026-05-01T00:00:00Z')

test.each([
  [{ revokedAt: null, expiresAt: '2026-08-01T00:00:00Z' }, 'works'],
  [{ revokedAt: null, expiresAt: '2026-05-10T00:00:00Z' }, 'ends soon'],
  [{ revokedAt: null, expiresAt: '2026-05-01T00:00:00Z' }, 'ended'],
  [{ revokedAt: '2026-04-30T00:00:00Z', expiresAt: '2026-08-01T00:00:00Z' }, 'revoked'],
  // A clock steps every few seconds, and that of the server may be ahead of it.
  [{ revokedAt: '2026-05-01T00:00:09Z', expiresAt: '2026-08-01T00:00:00Z' }, 'revoked'],
])('a key with %j %s', (key, word) => {
  expect(keyState(key, now).word).toBe(word)
})
