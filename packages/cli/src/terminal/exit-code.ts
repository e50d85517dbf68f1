import type { ErrorCode } from '@understudy/sdk'

export const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130, terminated: 143 } as const

/** What the command line alone gets wrong; everything else is an operation that failed. */
const usage = [
  'USAGE',
  'COUNT_INVALID',
  'PARTITION_INVALID',
  'FORMAT_UNKNOWN',
  'FORMAT_UNSUPPORTED',
  'LOCALE_UNKNOWN',
  'URL_INVALID',
  'TABLE_UNKNOWN',
  'RENAME_INVALID',
  'REPLAY_TOKEN_INVALID',
  'TEST_CONFIG_INVALID',
  'MASKING_KEY_INVALID',
  'MASKING_KEY_MISSING',
  'ENVIRONMENT_UNKNOWN',
  'ENVIRONMENT_INVALID',
] as const satisfies readonly ErrorCode[]

/** Of the server's own codes. */
const ofServer = ['REQUEST_INVALID', 'KEY_MISSING', 'KEY_INVALID']

const mistakes: ReadonlySet<string> = new Set([...usage, ...ofServer])

export function exitCodeOf(code: string): number {
  return mistakes.has(code) ? exitCodes.usage : exitCodes.failed
}
