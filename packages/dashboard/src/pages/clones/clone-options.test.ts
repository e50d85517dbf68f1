import { expect, test } from 'vitest'
import { askedOf, keptOptions, optionProblems, usualOptions } from './clone-options.ts'

test('what a browser has kept is taken as far as it can be', () => {
  expect(keptOptions(null)).toBe(undefined)
  expect(keptOptions({ rows: 'half', workers: 'many', keepForReset: true })).toEqual({
    ...usualOptions,
    keepForReset: true,
  })
})

test('numbers out of range and a subset that is no JSON are told', () => {
  const wrong = { ...usualOptions, rows: 'subset' as const, subset: '{', workers: 9, helpers: 17, keepBackupDays: -1 }
  expect(Object.keys(optionProblems(wrong))).toEqual(['subset', 'workers', 'helpers', 'keepBackupDays'])
  expect(optionProblems(usualOptions)).toEqual({})
})

test('a subset is asked for only where it is chosen, and what is let through is named', () => {
  expect(askedOf(usualOptions)).toEqual({
    workers: 2,
    helpers: 3,
    keepBackupDays: 7,
    keepForReset: false,
    disconnect: false,
    waive: [],
  })
  expect(askedOf({ ...usualOptions, rows: 'subset', subset: '{"a":1}', mayWrite: true })).toMatchObject({
    subset: { a: 1 },
    waive: ['source-can-write'],
  })
})
