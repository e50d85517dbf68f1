import { UnderstudyError } from '../../errors.ts'
import type { PersonalClass } from '../detect/personal-class.ts'
import { suggestDecisions } from '../detect/suggest-decision.ts'
import { columnIdentity } from '../policy/identity.ts'
import type { ColumnDecision, ColumnRule } from '../policy.ts'
import { transforms } from '../transforms/registry.ts'
import { type AnonymizationRule, familyOf } from './anonymization-rule.ts'
import { decidable, type ShownTable } from './shown-table.ts'

/** What stands in a policy for a rule. Of custom it is NULL, until the function has given the values. */
export function decideRule(rule: AnonymizationRule, shown: ShownTable): ColumnDecision {
  const { anonymizationType: type, columnName, tableName, isActive = true, preserveRelationships = true } = rule
  if (type === 'keep') return 'keep'
  const waiver = rule.waiver ?? { reason: 'the rule is not active', by: 'whoever gave the rules' }
  return {
    ...masked(rule, shown),
    ...(preserveRelationships ? {} : { domain: columnIdentity(tableName, columnName) }),
    ...(isActive ? {} : { active: false, waiver }),
  }
}

function masked(rule: AnonymizationRule, shown: ShownTable): ColumnRule {
  const { anonymizationType: type, columnName, options, customGenerator, preserveFormat = false } = rule
  if (type === 'custom') {
    if (customGenerator !== undefined) return { transform: 'null' }
    throw refused(rule, 'POLICY_INVALID', 'is custom, and has no customGenerator')
  }
  const family = familyOf(type)
  if (family === undefined) return { transform: type, ...(options === undefined ? {} : { options }) }
  const found = shown.detected.get(columnName)?.findings.map((finding) => finding.class) ?? []
  const wanted: readonly PersonalClass[] = family
  const kind = found.find((one) => wanted.includes(one)) ?? wanted.at(-1)
  const column = decidable(shown, columnName)
  const fitting = column && kind ? suggestDecisions(kind, column) : []
  const chosen = preserveFormat ? fitting.find((one) => keepsFormat(one, rule, shown)) : fitting[0]
  if (chosen !== undefined) return chosen
  throw refused(rule, 'TRANSFORM_UNFIT', `cannot be masked as ${type}${preserveFormat ? ' with its format kept' : ''}`)
}

function keepsFormat(
  { transform, options = {} }: ColumnRule,
  { columnName }: AnonymizationRule,
  shown: ShownTable,
): boolean {
  const column = decidable(shown, columnName)
  const known = transforms().find(({ name }) => name === transform)
  const parsed = known?.options.safeParse(options)
  if (column?.type.kind !== 'scalar' || !known || !parsed?.success) return false
  return known.promises(parsed.data, { ...column, type: column.type }).format === 'preserved'
}

function refused(
  { tableName, columnName }: AnonymizationRule,
  code: 'POLICY_INVALID' | 'TRANSFORM_UNFIT',
  what: string,
): UnderstudyError {
  const at = columnIdentity(tableName, columnName)
  return new UnderstudyError(code, { operation: 'read the rules', message: `${at} ${what}`, at })
}
