import { expect, test } from 'vitest'
import { matching, matchOf } from './matching.ts'

const found = (typed: string, ...texts: string[]) => matching(typed, texts, (text) => text)

test('what is typed may begin any word, in any order, and the beginning of the whole is best', () => {
  expect(found('jo', 'Major', 'All jobs', 'Jobs', 'Overview')).toEqual(['Jobs', 'All jobs', 'Major'])
  expect(found('demo jobs', 'Jobs of demo', 'Jobs of shop')).toEqual(['Jobs of demo'])
})

test('nothing typed means everything, as it stood', () => {
  expect(found('  ', 'b', 'a')).toEqual(['b', 'a'])
})

test('case and punctuation are nothing to it, and other scripts are words too', () => {
  expect(matchOf('ÄR', 'Jahr-ärger')).toBeGreaterThan(0)
  expect(matchOf('日本', '日本語')).toBeGreaterThan(0)
  expect(matchOf('xyz', 'abc')).toBe(0)
})
