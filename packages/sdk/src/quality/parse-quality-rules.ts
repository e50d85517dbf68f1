import type { z } from 'zod'
import { messageOf, UnderstudyError } from '../errors.ts'
import { joinPath, quoted } from '../model/problem.ts'
import { nearest } from '../values/nearest.ts'
import { type QualityRules, qualityRulesFile, ruleGroups } from './quality-rules.ts'
import { isRuleType, ruleKinds } from './rules.ts'

const operation = 'read the quality rules'

/** A place of the file and what is wrong there. */
export interface RulesProblem {
  readonly path: string
  readonly message: string
}

/**
 * Rules out of a file's text, or out of what was read of one. Throws RULES_INVALID with every place that is wrong; an id
 * that stands twice is one.
 */
export function parseQualityRules(input: unknown): QualityRules {
  const value = typeof input === 'string' ? read(input) : input
  const parsed = qualityRulesFile.safeParse(value)
  if (!parsed.success) throw invalid(parsed.error.issues.flatMap((issue) => problemsOf(issue, value)))
  const repeated = repeatedIds(parsed.data)
  if (repeated.length > 0) throw invalid(repeated)
  const { $schema: _, ...rules } = parsed.data
  return rules
}

function read(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown
    throw new UnderstudyError('RULES_INVALID', { operation, message: `The rules are no JSON: ${messageOf(thrown)}` })
  }
}

function invalid(problems: readonly RulesProblem[]): UnderstudyError {
  const shown = problems.slice(0, 10).map(({ path, message }) => `${path} ${message}`)
  const rest = problems.length > shown.length ? `; and ${problems.length - shown.length} more` : ''
  return new UnderstudyError('RULES_INVALID', {
    operation,
    at: problems[0]?.path ?? '',
    message: `The rules are invalid: ${shown.join('; ')}${rest}`,
    details: { problems },
  })
}

function repeatedIds(rules: QualityRules): RulesProblem[] {
  const seen = new Set<string>()
  const problems: RulesProblem[] = []
  for (const group of ruleGroups) {
    for (const [at, { id }] of rules[group].entries()) {
      if (seen.has(id)) problems.push({ path: joinPath(group, at, 'id'), message: `stands twice: ${quoted(id)}` })
      seen.add(id)
    }
  }
  return problems
}

function problemsOf(issue: z.core.$ZodIssue, root: unknown): RulesProblem[] {
  const path = joinPath('', ...issue.path) || 'the file'
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: joinPath('', ...issue.path, key), message: 'is not known' }))
  }
  if (issue.code === 'invalid_union' && issue.path.at(-1) === 'type') {
    return [{ path, message: wrongType(valueAt(root, issue.path)) }]
  }
  return [{ path, message: plain(issue.message) }]
}

/** Why a type may not stand where it does: another list has it, or nothing has. */
function wrongType(type: unknown): string {
  if (typeof type !== 'string') return 'must be the type of a rule'
  if (isRuleType(type)) return `is ${quoted(type)}, whose rules stand in ${ruleKinds[type].group}`
  const [meant] = nearest(type, Object.keys(ruleKinds))
  return `is no type of rule: ${quoted(type)}${meant === undefined ? '' : `; is ${quoted(meant)} meant?`}`
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = Object.getOwnPropertyDescriptor(value, step)?.value
  }
  return value
}

function plain(message: string): string {
  return message
    .replace(/^Invalid input: expected (\w+), received undefined$/, 'is missing')
    .replace(/^Invalid input: expected (.+), received (\w+)$/, 'must be $1, and is $2')
    .replace(/^Invalid input: expected (.+)$/, 'must be $1')
    .replace(/^Too small: expected \w+ to (have|be) >=(.+)$/, 'must $1 at least $2')
}
