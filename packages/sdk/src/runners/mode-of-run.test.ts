import { expect, test } from 'vitest'
import { modeOfRun } from './mode-of-run.ts'

test('tests that say a mode run there, whatever the environment says', () => {
  expect(modeOfRun('database', { UNDERSTUDY_MODE: 'production' })).toBe('database')
  expect(modeOfRun('dual', {})).toBe('dual')
})

test('tests that fit every mode run where UNDERSTUDY_MODE says, or else on a database', () => {
  expect(modeOfRun('environment', { UNDERSTUDY_MODE: 'production' })).toBe('production')
  expect(modeOfRun('environment', { UNDERSTUDY_MODE: '' })).toBe('database')
  expect(modeOfRun('environment', {})).toBe('database')
})

test('tests that say no mode run on a database, and are not taken to production by the environment', () => {
  expect(modeOfRun(undefined, {})).toBe('database')
  expect(modeOfRun(undefined, { UNDERSTUDY_MODE: 'database' })).toBe('database')
  expect(() => modeOfRun(undefined, { UNDERSTUDY_MODE: 'production' })).toThrow(
    expect.objectContaining({ code: 'MODE_UNSUPPORTED', hint: expect.stringContaining("mode: 'environment'") }),
  )
})

test('a mode that does not exist is refused, and what was said instead is not repeated', () => {
  expect(() => modeOfRun('environment', { UNDERSTUDY_MODE: 'prod-secret' })).toThrow(
    expect.objectContaining({
      code: 'MODE_UNSUPPORTED',
      at: 'UNDERSTUDY_MODE',
      message: 'There is no such mode; there are database, production, dual.',
    }),
  )
})
