import { kindOf, type Rule } from './rules.ts'

/** What a rule demands, as a person would say it: `email holds a value`. */
export function demandOf(rule: Rule): string {
  return kindOf(rule).demand(rule)
}
