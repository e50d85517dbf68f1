import { type ErrorCode, UnderstudyError } from '../../errors.ts'

/** One thing that keeps a policy from being used, and where. */
export interface PolicyProblem {
  readonly path: string
  readonly message: string
}

interface Said {
  readonly hint?: string
  readonly details?: Readonly<Record<string, unknown>>
}

/** One error for all of them: the first is its message, and all are its details. */
export function policyError(
  code: ErrorCode,
  operation: string,
  lead: string,
  problems: readonly PolicyProblem[],
  { hint, details }: Said = {},
): UnderstudyError {
  const [first] = problems
  const more = problems.length > 1 ? `, and ${problems.length - 1} more` : ''
  return new UnderstudyError(code, {
    operation,
    message: `${lead}: ${[first?.path, first?.message].filter(Boolean).join(' ')}${more}`,
    ...(first?.path ? { at: first.path } : {}),
    ...(hint === undefined ? {} : { hint }),
    details: { problems, ...details },
  })
}
