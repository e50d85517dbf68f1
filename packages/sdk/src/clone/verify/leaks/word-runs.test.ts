import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Hash } from './byte-hash.ts'
import { longestRun } from './hash-numbers.ts'
import { RunEnds, WordRuns } from './word-runs.ts'

const runs = new WordRuns()
const bytes = (text: string) => Buffer.from(text)

function isIn(value: string, text: string): boolean {
  const own: Hash = { high: 0, low: 0 }
  const words = runs.whole(bytes(value), 0, bytes(value).length, own)
  const { high, low } = own
  const wanted = new RunEnds()
  wanted.add(runs.ending, words)
  let found = false
  runs.scan(bytes(text), 0, bytes(text).length, wanted, (run) => {
    if (run.high === high && run.low === low) found = true
  })
  return found
}

const word = fc.stringMatching(/^[a-z0-9ü]{1,9}$/)
const value = fc.array(word, { minLength: 1, maxLength: longestRun })
const between = fc.constantFrom(' ', '.', '@', '","', ' - ', '\n', '{')

test('a value is found in whatever stands around it, in either case', () => {
  fc.assert(
    fc.property(value, fc.array(word), fc.array(word), between, between, (words, before, after, inner, outer) => {
      const text = [...before, words.join(inner).toUpperCase().replaceAll('Ü', 'ü'), ...after].join(outer)
      expect(isIn(words.join('.'), text)).toBe(true)
    }),
  )
})

test('what is not in it is not found', () => {
  fc.assert(
    fc.property(value, fc.array(word, { maxLength: 30 }), (words, others) => {
      const there = ` ${others.join(' ')} `.includes(` ${words.join(' ')} `)
      expect(isIn(words.join('.'), others.join(' '))).toBe(there)
    }),
  )
})

test('a value of many words is known by the first of them', () => {
  const long = 'one two three four five six seven eight'
  expect([isIn(long, `so ${long} then`), isIn(long, 'two three four five six seven')]).toEqual([true, false])
})
