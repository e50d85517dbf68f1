import { kindOf, type Rule } from '../rules.ts'
import { columnsRead } from './row-expression.ts'

/**
 * The columns that rules read, by entity; an entity of which a rule reads everything is left out. Expressions may write
 * a name in another case than the column has, so whoever leaves columns out compares without case.
 */
export function neededColumns(rules: readonly Rule[]): ReadonlyMap<string, ReadonlySet<string>> {
  const needed = new Map<string, Set<string>>()
  const whole = new Set<string>()
  const need = (entity: string, columns: readonly string[]) => {
    const names = needed.get(entity) ?? new Set()
    for (const name of columns) names.add(name)
    needed.set(entity, names)
  }
  for (const rule of rules) {
    const kind = kindOf(rule)
    if (kind.readsAll === true) whole.add(rule.entity)
    need(rule.entity, [...kind.columns(rule), ...(rule.where === undefined ? [] : columnsRead(rule.where))])
    for (const { entity, columns } of kind.others?.(rule) ?? []) need(entity, columns)
  }
  for (const entity of whole) needed.delete(entity)
  return needed
}
