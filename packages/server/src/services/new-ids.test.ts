import { expect, test } from 'vitest'
import { newIds } from './new-ids.ts'

test('ids sort as they were made, though thousands are in one moment and the clock goes back', () => {
  let time = 1_700_000_000_000
  const newId = newIds(() => new Date(time))
  const ids = Array.from({ length: 10_000 }, (_, i) => {
    if (i === 5000) time -= 60_000
    if (i === 7000) time += 120_000
    return newId()
  })
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
