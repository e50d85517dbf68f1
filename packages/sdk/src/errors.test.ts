import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { codeOf, isError, messageOf } from './errors.ts'

const foreign: unknown = runInNewContext("Object.assign(new TypeError('of another realm'), { code: 'ENOENT' })")

test('an error of another realm is read as one of ours', () => {
  expect(foreign).not.toBeInstanceOf(Error)
  expect(isError(foreign)).toBe(true)
  expect(messageOf(foreign)).toBe('of another realm')
  expect(codeOf(foreign)).toBe('ENOENT')
})

test.each(['text', undefined, null, 7, { message: 'like an error', code: 'ENOENT' }])('%o is no error', (thrown) => {
  expect(isError(thrown)).toBe(false)
  expect(codeOf(thrown)).toBeUndefined()
  expect(messageOf(thrown)).toBe(String(thrown))
})
