import { kindOf, type Rule } from '../rules.ts'

/** Whether a rule is about a column of its entity: that it is there at all is no rule about it. */
export function readsColumn(rule: Rule, column: string): boolean {
  const kind = kindOf(rule)
  return kind
    .columns(rule)
    .some((name) => name === column || (kind.readsExpressions && name.toLowerCase() === column.toLowerCase()))
}
