import { expect, test } from 'vitest'
import { randomUuids } from './random-uuids.ts'

test('each is a UUID of version 4, and none comes twice', () => {
  const next = randomUuids()
  const made = Array.from({ length: 1000 }, next)
  for (const one of made) expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(new Set(made).size).toBe(1000)
})
