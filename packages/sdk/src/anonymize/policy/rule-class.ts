import type { ColumnDecision } from '../policy.ts'

/** What a decision comes to: real values, NULL, or masks, which are the same where all of this is. */
export type RuleClass = 'real' | 'null' | `mask ${string}`

export function classOf(decision: ColumnDecision): RuleClass {
  if (decision === 'keep' || decision.active === false) return 'real'
  const { transform, options = {}, domain = transform } = decision
  return transform === 'null' ? 'null' : `mask ${canonical([transform, options, domain])}`
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}:${canonical(item)}`)
  return `{${members.sort().join()}}`
}
