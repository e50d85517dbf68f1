import type { ErrorCode } from '@understudy/sdk'

export const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130, terminated: 143 } as const

/** What the command line alone gets wrong; everything else is an operation that failed. */
const usage: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
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
])

export function exitCodeOf(code: ErrorCode): number {
  return usage.has(code) ? exitCodes.usage : exitCodes.failed
}
