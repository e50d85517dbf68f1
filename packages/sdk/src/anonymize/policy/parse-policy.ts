import type { z } from 'zod'
import { messageOf, UnderstudyError } from '../../errors.ts'
import { joinPath, quoted } from '../../model/problem.ts'
import { nearest } from '../../values/nearest.ts'
import type { MaskingPolicy } from '../policy.ts'
import { plainIssue } from './plain-issue.ts'
import { policyFile } from './policy-file.ts'
import { type PolicyProblem, policyError } from './policy-problem.ts'
import { repeatedNames } from './repeated-names.ts'

const operation = 'read the masking policy'

/**
 * A policy out of a file's text, or out of what was read of one. Throws POLICY_INVALID with every place that is wrong:
 * what nobody knows is refused, and so is a name that stands twice, since one of both would be dropped unseen.
 */
export function parsePolicy(input: unknown): MaskingPolicy {
  const { problems, value } = typeof input === 'string' ? read(input) : { problems: [], value: input }
  const parsed = policyFile.safeParse(renamed(value, proto, stand))
  const all = [...problems, ...(parsed.success ? [] : parsed.error.issues.flatMap((issue) => problemsOf(issue)))]
  if (!parsed.success || all.length > 0) throw policyError('POLICY_INVALID', operation, 'The policy is invalid', all)
  const { $schema: _, ...policy } = parsed.data
  return asPolicy(renamed(policy, stand, proto))
}

function read(text: string): { readonly problems: readonly PolicyProblem[]; readonly value: unknown } {
  try {
    const value: unknown = JSON.parse(text)
    return { value, problems: repeatedNames(text).map((at) => ({ path: at, message: 'stands twice' })) }
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown
    throw new UnderstudyError('POLICY_INVALID', { operation, message: `The policy is no JSON: ${messageOf(thrown)}` })
  }
}

/** A column may have this name, and zod leaves it out of records: it takes another one on the way. */
const proto = '__proto__'
const stand = '\u0000proto'

function renamed(value: unknown, from: string, to: string): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, from, to))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name === from ? to : name, renamed(item, from, to)]),
  )
}

/** A cast: it is what the schema of files gave, under the same names as before. */
function asPolicy(policy: unknown): MaskingPolicy {
  return policy as MaskingPolicy
}

function problemsOf(issue: z.core.$ZodIssue, base: readonly PropertyKey[] = []): PolicyProblem[] {
  const path = [...base, ...issue.path].map((part) => (part === stand ? proto : part))
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: joinPath('', ...path, key), message: `is not known${meant(key, path)}` }))
  }
  if (issue.code === 'invalid_union') {
    const ofRule = issue.errors.at(-1) ?? []
    const isRule = ofRule.some(({ path: inside, code }) => inside.length > 0 || code === 'unrecognized_keys')
    if (isRule) return ofRule.flatMap((one) => problemsOf(one, path))
    return [{ path: joinPath('', ...path), message: 'must be "keep" or a rule such as { "transform": "email" }' }]
  }
  return [{ path: joinPath('', ...path) || 'the policy', message: plainIssue(issue.message) }]
}

const ruleNames = ['transform', 'options', 'domain', 'subject', 'when', 'active', 'waiver']
const knownNames = [...Object.keys(policyFile.shape), ...ruleNames, 'group', 'columns', 'reason', 'by', 'until']

function meant(key: string, path: readonly PropertyKey[]): string {
  const inRule = path.includes('columns')
  const near = nearest(key, inRule ? ruleNames : knownNames, 2).filter((name) => name !== key)
  if (near.length > 0) return `; did you mean ${near.map(quoted).join(' or ')}?`
  return inRule ? '; what a transform takes stands under "options"' : ''
}
