import { expect } from 'vitest'
import { test } from './data.ts'
import { useAlone } from './use-alone.ts'

test.for(Array.from({ length: 6 }, (_, i) => i))('orders %i has accounts of its own', async (_, { data }) => {
  const accounts = await data.testData.get('accounts')
  expect(new Set(accounts.map(({ email }) => email)).size).toBe(10)
  await Promise.all(accounts.map(({ id }) => useAlone(id)))
})
