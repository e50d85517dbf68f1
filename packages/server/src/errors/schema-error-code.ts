import type { UnderstudyError } from '@understudy/sdk'
import { z } from 'zod'

/** What is wrong with a schema, by what the engine calls each problem of it. */
const classes = {
  SCHEMA_FIELD_MISSING: ['MISSING', 'KEY_MISSING'],
  SCHEMA_CYCLE: ['KEY_CYCLE', 'COMPUTE_CYCLE', 'CYCLE_NOT_NULL', 'ORDER_CYCLE', 'VOLUME_CYCLE'],
  CONSTRAINT_CONFLICT: [
    'RANGE_EMPTY',
    'DOMAIN_EMPTY',
    'CHECK_NEVER',
    'ORDER_IMPOSSIBLE',
    'CONDITION_IMPOSSIBLE',
    'VOLUME_MIN_ABOVE_MAX',
    'VOLUME_EXCEEDS_UNIQUE',
    'VOLUME_EXCEEDS_PARENTS',
  ],
} as const

const listed = z.object({ problems: z.array(z.object({ code: z.string() })).min(1) })

/**
 * The code of an error of the engine as the server answers it. A schema whose problems are all of one class is called by
 * that class; of several it is SCHEMA_INVALID. Each problem has a code of its own in the details.
 */
export function codeOnWire({ code, details }: Pick<UnderstudyError, 'code' | 'details'>): string {
  if (code !== 'SCHEMA_INVALID') return code
  const { success, data } = listed.safeParse(details)
  if (!success) return code
  const found = Object.entries(classes).find(([, codes]) =>
    data.problems.every((problem) => codes.some((one) => one === problem.code)),
  )
  return found?.[0] ?? code
}
