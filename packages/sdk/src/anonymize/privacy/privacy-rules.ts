import { z } from 'zod'
import { plainIssue } from '../policy/plain-issue.ts'
import { policyError } from '../policy/policy-problem.ts'

/**
 * anonymize: nobody can link a result to its original, nor to results of another run. pseudonymize: the same key gives
 * the same results, so that runs can be linked by whoever has it. generalize: no result stands for fewer than k rows.
 */
export type MaskingStrategy = 'anonymize' | 'pseudonymize' | 'generalize'

export interface PrivacyRules {
  readonly piiFields: readonly string[]
  readonly maskingStrategy: MaskingStrategy
  /** Equal values of different fields stay equal, where they are masked in the same way. */
  readonly preserveRelationships: boolean
  /** From 0 to 1: how much of the fields' distributions, or of their precision, has to be left. */
  readonly statisticalAccuracy: number
  /** Of generalize; 5 where left out. */
  readonly k?: number | undefined
  /** Of generalize: fields of which every group has at least `l` values. */
  readonly sensitive?: readonly string[] | undefined
  readonly l?: number | undefined
}

const fields = z.array(z.string()).min(1)
const schema = z
  .strictObject({
    piiFields: fields,
    maskingStrategy: z.enum(['anonymize', 'pseudonymize', 'generalize']),
    preserveRelationships: z.boolean(),
    statisticalAccuracy: z.number().min(0).max(1),
    k: z.number().int().min(2).optional(),
    sensitive: fields.optional(),
    l: z.number().int().min(2).optional(),
  })
  .refine(({ sensitive, l }) => (sensitive === undefined) === (l === undefined), 'sensitive and l go together')
  .refine(
    ({ maskingStrategy, k, l }) => maskingStrategy === 'generalize' || (k === undefined && l === undefined),
    'k and l are for generalize',
  )

/** Refuses rules that are wrong, with every place. */
export function checkedRules(rules: unknown): PrivacyRules {
  const parsed = schema.safeParse(rules)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => ({
    path: path.map(String).join('.') || 'the privacy rules',
    message: plainIssue(message),
  }))
  throw policyError('POLICY_INVALID', 'read the privacy rules', 'The privacy rules are wrong', problems)
}
