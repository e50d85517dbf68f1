import { createHash, randomBytes } from 'node:crypto'
import { UnderstudyError } from '../errors.ts'

/** What a prefix of test ids may be: lower case, and visibly apart from what follows. */
export const testPrefixPattern = /^[a-z][a-z0-9_]{2,39}_$/
const restPattern = /^[a-z0-9_]{8,80}$/

/** The prefix, when it can be one. */
export function checkedPrefix(prefix: string): string {
  if (testPrefixPattern.test(prefix)) return prefix
  throw new UnderstudyError('TEST_CONFIG_INVALID', {
    operation: 'read the prefix of test data',
    at: 'production.prefix',
    message: 'The prefix of test data is not 4 to 41 of a-z, 0-9 and _ that begin with a letter and end with _',
  })
}

/** A test id that nobody else has: the prefix, the time in milliseconds, and 80 bits of chance. */
export function newTestId(prefix: string): string {
  return `${prefix}${Date.now()}_${randomBytes(10).toString('hex')}`
}

/** The same test id for the same parts, in any process; parts that differ anywhere give another one. */
export function derivedTestId(prefix: string, ...parts: readonly string[]): string {
  return `${prefix}${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40)}`
}

export function isTestId(text: string, prefix: string): boolean {
  return text.startsWith(prefix) && restPattern.test(text.slice(prefix.length))
}
