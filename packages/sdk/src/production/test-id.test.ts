import { expect, test } from 'vitest'
import { derivedTestId, isTestId, newTestId, testPrefixPattern } from './test-id.ts'
import { wire } from './wire.ts'

const { prefix } = wire

test('a test id is unique, has the prefix and is accepted', () => {
  const ids = Array.from({ length: 1000 }, () => newTestId(prefix))
  expect(new Set(ids).size).toBe(1000)
  expect(ids.every((id) => isTestId(id, prefix))).toBe(true)
})

test('a derived test id is the same for the same parts, and for those alone', () => {
  const id = derivedTestId(prefix, 'staging', '17')
  expect(derivedTestId(prefix, 'staging', '17')).toBe(id)
  expect(isTestId(id, prefix)).toBe(true)
  for (const parts of [
    ['staging', '1', '7'],
    ['staging1', '7'],
    ['staging', '17', ''],
    ['production', '17'],
    ['17', 'staging'],
  ]) {
    expect(derivedTestId(prefix, ...parts)).not.toBe(id)
  }
})

test.each([
  '',
  prefix,
  `${prefix}short`,
  'customer_12345678',
  ` ${prefix}1234567890`,
  `${prefix}1234567890\n`,
  `${prefix}1234567890' or 1=1`,
  `${prefix}12345678%`,
  `${prefix}1234567890/../x`,
  `${prefix}ABCDEFGHIJ`,
  `${prefix}${'a'.repeat(81)}`,
])('%j is no test id', (text) => {
  expect(isTestId(text, prefix)).toBe(false)
})

test.each(['understudy_test_', 'stagehand_test_', 'abc_'])('%s may be a prefix', (text) => {
  expect(testPrefixPattern.test(text)).toBe(true)
})

test.each(['', '_', 'a_', 'test', 'Test_', 'te%t_', `${'a'.repeat(41)}_`, 'test_\n'])(
  '%j may not be a prefix',
  (text) => {
    expect(testPrefixPattern.test(text)).toBe(false)
  },
)
