import { type ErrorCode, UnderstudyError } from '../../errors.ts'

/** One thing that keeps a policy from being used, and where. */
export interface PolicyProblem {
  readonly at: string
  readonly message: string
}

const shown = 25

/** One error for all of them. The list is complete in its details, and as long as a person reads in its message. */
export function policyError(
  code: ErrorCode,
  operation: string,
  lead: string,
  problems: readonly PolicyProblem[],
  details: Readonly<Record<string, unknown>> = {},
): UnderstudyError {
  const lines = problems.slice(0, shown).map(({ at, message }) => (at === '' ? message : `${at} ${message}`))
  const more = problems.length > shown ? `; and ${problems.length - shown} more` : ''
  return new UnderstudyError(code, {
    operation,
    message: `${lead}: ${lines.join('; ')}${more}`,
    ...(problems[0]?.at ? { at: problems[0].at } : {}),
    details: { problems, ...details },
  })
}
