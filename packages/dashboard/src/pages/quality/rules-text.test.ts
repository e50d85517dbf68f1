import { expect, test } from 'vitest'
import { emptyRules, parsedRules, problemsIn } from './rules-text.ts'

test('rules are counted in all groups, and what is no file of rules says why', () => {
  expect(parsedRules(emptyRules)).toMatchObject({ count: 0 })
  expect(parsedRules('{"completenessRules":[{},{}],"formatRules":[{}],"note":[1]}')).toMatchObject({ count: 3 })
  expect(parsedRules('{')).toEqual({ why: 'This is no JSON yet.' })
  expect(parsedRules('[]')).toEqual({ why: 'Rules are an object.' })
})

test('what the server finds wrong is told line by line', () => {
  expect(
    problemsIn({ problems: [{ path: 'formatRules[0]', message: 'no such column' }, { message: 'odd' }, 7] }),
  ).toEqual(['formatRules[0]: no such column', 'odd'])
  expect(problemsIn({})).toEqual([])
})
