import { errorCodes } from '../../error-codes.ts'
import type { ErrorCode } from '../../errors.ts'
import { columnIdentity } from './identity.ts'
import { type PolicyProblem, policyError } from './policy-problem.ts'

/** What keeps a policy from being used, gathered while it is held against a schema. */
export class Findings {
  readonly #found = new Map<ErrorCode, PolicyProblem[]>()
  readonly #lines = new Map<ErrorCode, string[]>()

  /** @param line what the policy should say there instead */
  add(code: ErrorCode, at: string, message: string, line?: string): void {
    const known = this.#found.get(code) ?? []
    if (!known.some((problem) => problem.path === at && problem.message === message))
      this.#found.set(code, [...known, { path: at, message }])
    if (line !== undefined) this.#lines.set(code, [...(this.#lines.get(code) ?? []), line])
  }

  ofColumn(code: ErrorCode, table: string, column: string, message: string): void {
    this.add(code, columnIdentity(table, column), message)
  }

  has(code: ErrorCode): boolean {
    return this.#found.has(code)
  }

  /** Throws all of the code that comes first in this list: what has to be mended before the rest can be judged. */
  refuse(): void {
    for (const [code, lead] of leads) {
      const problems = this.#found.get(code)
      if (!problems) continue
      const lines = this.#lines.get(code)
      throw policyError(
        code,
        'hold the policy against the schema',
        lead,
        problems,
        lines && { hint: [errorCodes[code][0], ...lines].join('\n'), details: { lines: lines.join('\n') } },
      )
    }
  }
}

const leads: readonly (readonly [ErrorCode, string])[] = [
  ['POLICY_MISMATCH', 'The policy speaks of what is not there'],
  ['TRANSFORM_UNKNOWN', 'The policy names transforms that are not there'],
  ['POLICY_INVALID', 'The policy contradicts itself'],
  ['TRANSFORM_OUTDATED', 'The policy has to name the versions of the transforms that it uses'],
  ['TRANSFORM_UNFIT', 'Transforms do not fit their columns'],
  ['MASKING_KEY_MISSING', 'There is no key, and masks need one'],
]
