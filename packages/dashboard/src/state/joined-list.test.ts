import { expect, test } from 'vitest'
import { joinedTo, type Listed } from './joined-list.ts'

interface Row {
  readonly id: number
  readonly is?: string
}

const listed = (items: readonly Row[], next: unknown = items.at(-1)?.id): Listed<Row> => ({
  of: 'all',
  pages: Math.ceil(items.length / 2),
  items,
  next,
})
const down = (from: number, to: number): Row[] => Array.from({ length: from - to + 1 }, (_, i) => ({ id: from - i }))

test('what was read anew stands on top, what stood below stays, and nothing stands twice or is missing', () => {
  const before = listed(down(9, 1))
  const fresh = listed([{ id: 11 }, { id: 10 }, { id: 9, is: 'done' }, { id: 8 }])
  const joined = joinedTo(fresh, before)
  expect(joined?.items.map(({ id }) => id)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
  expect(joined?.items[2]).toEqual({ id: 9, is: 'done' })
  expect(joined).toMatchObject({ next: 1, pages: before.pages })
})

test('where so much came that both do not meet, or the list ends sooner than it did, it is read on', () => {
  expect(joinedTo(listed(down(30, 27)), listed(down(9, 1)))).toBeUndefined()
  expect(joinedTo(listed(down(9, 6), null), listed(down(9, 1)))).toBeUndefined()
})
