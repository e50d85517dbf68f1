import { expect, test } from 'vitest'
import { chanceOfMeeting, type Sampled } from './chance.ts'

const sampled = (rows: number, distinct: number, alike: number, form: string, possible: number): Sampled => ({
  rows,
  distinct,
  alike,
  forms: new Map([[form, { count: rows, possible }]]),
})

test('numbers of three digits, each of which is there once, meet those of a source that has used them up', () => {
  const keys = sampled(54, 54, 1, '000', 900)
  expect(chanceOfMeeting(keys, 54)).toBeLessThan(0.1)
  expect(chanceOfMeeting(keys, 599)).toBeGreaterThan(0.6)
  expect(chanceOfMeeting(keys, 1e6)).toBe(1)
})

test('names of a short list meet others, and addresses of which none comes again do not', () => {
  expect(chanceOfMeeting(sampled(3000, 400, 1, 'AAAAA', 26 ** 5), 3000)).toBeGreaterThan(0.9)
  expect(chanceOfMeeting(sampled(300, 200, 1, 'AAAAA', 26 ** 5), 300)).toBeCloseTo(0.6, 1)
  expect(chanceOfMeeting(sampled(3000, 3000, 1, 'AAAA@AA.AA', 26 ** 8), 3000)).toBeLessThan(0.001)
})

test('what tells rows apart makes it as much less likely', () => {
  expect(chanceOfMeeting(sampled(3000, 400, 0.001, 'AAAAA', 26 ** 5), 3000)).toBeLessThan(0.01)
})
