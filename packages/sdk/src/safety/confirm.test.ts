import { expect, test } from 'vitest'
import { UnderstudyError } from '../errors.ts'
import { confirm } from './confirm.ts'

const planHash = '0123456789abcdef'.repeat(4)
const codeOf = (given: { name?: string; planHash?: string }) => {
  try {
    return confirm({ target: 'staging', planHash, given }).outcome
  } catch (thrown) {
    return thrown instanceof UnderstudyError ? thrown.code : thrown
  }
}

test('the name of the target confirms', () => {
  expect(codeOf({ name: 'staging' })).toBe('passed')
})

test.each([undefined, '', 'Staging', 'staging ', 'production'])('%j is not its name', (name) => {
  expect(codeOf(name === undefined ? {} : { name })).toBe('UNCONFIRMED')
})

test('with the hash of the plan that was looked at, another plan asks again', () => {
  expect(codeOf({ name: 'staging', planHash })).toBe('passed')
  expect(codeOf({ name: 'staging', planHash: planHash.slice(0, 8) })).toBe('passed')
  expect(codeOf({ name: 'staging', planHash: planHash.slice(0, 7) })).toBe('PLAN_CHANGED')
  expect(codeOf({ name: 'staging', planHash: planHash.replace('0', 'f') })).toBe('PLAN_CHANGED')
  expect(codeOf({ name: 'staging', planHash: '' })).toBe('PLAN_CHANGED')
})
