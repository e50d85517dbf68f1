import { expect, test } from 'vitest'
import { Meeting } from './meeting.ts'

const row = (digest: string, at = 0) => ({ chunk: 0, row: at, digest })

test('what is shifted leaves no more waiting than it is shifted by', () => {
  const meeting = new Meeting(20)
  for (let i = 0; i < 1000; i++) {
    meeting.come('before', String(i), row('same'))
    meeting.come('after', String(i - 9), row('same'))
  }
  expect([meeting.count('before'), meeting.count('after')]).toEqual([9, 9])
})

test('what lies further apart than is remembered is refused', () => {
  const meeting = new Meeting(10)
  for (let i = 0; i < 10; i++) meeting.come('before', String(i), row('x'))
  expect(() => meeting.come('after', 'new', row('x'))).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }))
})

test('of several rows with one key the same one is met, whichever came first', () => {
  const meeting = new Meeting()
  for (const [at, digest] of ['a', 'b', 'c'].entries()) meeting.come('before', 'key', row(digest, at))
  expect(meeting.come('after', 'key', row('b'))).toMatchObject({ digest: 'b', row: 1 })
  expect(
    meeting
      .left('before', 10)
      .map(({ digest }) => digest)
      .sort(),
  ).toEqual(['a', 'c'])
  expect(meeting.come('after', 'key', row('other'))?.digest).toMatch(/^[ac]$/)
  meeting.come('after', 'key', row('more'))
  expect(meeting.come('after', 'key', row('fourth'))).toBeUndefined()
  expect([meeting.count('before'), meeting.count('after')]).toEqual([0, 1])
})
