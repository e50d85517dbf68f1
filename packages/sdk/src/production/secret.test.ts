import { expect, test } from 'vitest'
import { secretOf, sound } from './secret.ts'

const key = '0123456789abcdef0123456789abcdef'

test.each([
  [`ci:${key}`, { id: 'ci', key }],
  [`2026-12.a:${key}:${key}`, { id: '2026-12.a', key: `${key}:${key}` }],
  [key, { id: 'default', key }],
  [`:${key}`, { id: 'default', key: `:${key}` }],
  [`no name:${key}`, { id: 'default', key: `no name:${key}` }],
])('%s is read alike by both sides', (text, secret) => {
  expect(secretOf(text)).toEqual(secret)
})

test.each(['', 'short', `ci:${key.slice(1)}`, 'ci:'])('%j is no secret, and is not repeated', (text) => {
  expect(() => secretOf(text)).toThrow(
    expect.objectContaining({ code: 'TEST_CONFIG_INVALID', message: expect.not.stringContaining(key.slice(1)) }),
  )
})

test.each(['', ' ', 'a b', 'é', 'a'.repeat(65), 'a\n'])('%j is no id of a secret', (id) => {
  expect(() => sound({ id, key })).toThrow(expect.objectContaining({ code: 'TEST_CONFIG_INVALID' }))
})
