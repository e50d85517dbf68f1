import { expect, test } from 'vitest'
import { slugOf } from './slug.ts'

test.each([
  ['Team Öl & Gas', 'team-ol-gas'],
  ['  42 Checkout!', 'checkout'],
  [`${'a'.repeat(39)} b`, 'a'.repeat(39)],
  ['東京', ''],
])('%s is called %s in addresses', (name, slug) => {
  expect(slugOf(name)).toBe(slug)
})
