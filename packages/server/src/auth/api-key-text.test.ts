import fc from 'fast-check'
import { expect, test } from 'vitest'
import { apiKeyText, newKeySecret, parseApiKey } from './api-key-text.ts'

const parts = () => ({ environment: 'main', id: '0197b2c4-1d2e-7abc-8def-0123456789ab', secret: newKeySecret() })

test('a key reads ptd_<environment>_<id>_<secret><check>, and is read back', () => {
  const key = parts()
  const text = apiKeyText(key)
  expect(text).toMatch(/^ptd_main_0197b2c41d2e7abc8def0123456789ab_[0-9A-Za-z]{49}$/)
  expect(parseApiKey(text)).toEqual(key)
})

test('a secret has more than 128 bits and no two are alike', () => {
  const secrets = Array.from({ length: 200 }, newKeySecret)
  expect(new Set(secrets).size).toBe(200)
  for (const secret of secrets) expect(secret.length * Math.log2(62)).toBeGreaterThan(256)
  expect(new Set(secrets.map((secret) => secret[10])).size).toBeGreaterThan(20)
})

test('a key with any one character changed is known to be none before a database is asked', () => {
  const text = apiKeyText(parts())
  const changed = fc.tuple(fc.nat(text.length - 1), fc.constantFrom(...'0aZ_-')).filter(([at, by]) => text[at] !== by)
  fc.assert(
    fc.property(changed, ([at, by]) => {
      expect(parseApiKey(text.slice(0, at) + by + text.slice(at + 1))).toBeUndefined()
    }),
    { numRuns: 300, seed: 1 },
  )
})

test.each(['', 'ptd', 'ptd_main', 'Bearer x', `${apiKeyText(parts())} `, '\0', 'ptd_main__'.repeat(1000)])(
  'what is no key is no key: %j',
  (text) => {
    expect(parseApiKey(text)).toBeUndefined()
  },
)
