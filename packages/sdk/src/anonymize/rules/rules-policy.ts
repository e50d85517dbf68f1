import { columnIdentity } from '../policy/identity.ts'
import { policyError } from '../policy/policy-problem.ts'
import type { ColumnDecision, MaskingPolicy, SoftReference } from '../policy.ts'
import { transforms } from '../transforms/registry.ts'
import type { AnonymizationRule } from './anonymization-rule.ts'
import { decideRule } from './decide-rule.ts'
import { looksPersonal, type ShownTable } from './shown-table.ts'

type Decisions = Readonly<Record<string, ColumnDecision>>

/** A policy of this package's own transforms, at their present versions. */
export function policyOfDecisions(
  tables: Readonly<Record<string, Decisions>>,
  references: readonly SoftReference[] = [],
  locale = 'en',
): MaskingPolicy {
  return {
    kind: 'masking-policy',
    version: 1,
    undecided: {},
    transforms: Object.fromEntries(transforms().map(({ name, version }) => [name, version])),
    tables: Object.fromEntries(Object.entries(tables).map(([name, columns]) => [name, { columns }])),
    references,
    privacy: [],
    locale,
  }
}

/**
 * Decisions about the columns of a table by rules. Columns that no rule is about are kept, unless they surely hold what
 * leads to a person: those are refused until a rule says keep, or how they are masked. `follows` names columns that need
 * neither.
 */
export function decisionsByRules(
  shown: ShownTable,
  rules: readonly AnonymizationRule[],
  follows: ReadonlySet<string> = new Set(),
): Decisions {
  const { table } = shown
  const own = rules.filter(({ tableName }) => tableName === table.name)
  const known = new Set(table.columns.map(({ name }) => name))
  refuse(
    'POLICY_MISMATCH',
    'Rules speak of columns that no row has',
    own.filter(({ columnName }) => !known.has(columnName)).map(({ columnName }) => columnName),
  )
  refuse(
    'POLICY_INVALID',
    'Columns have more than one rule',
    own
      .filter(({ columnName }, i) => own.findIndex((one) => one.columnName === columnName) < i)
      .map(({ columnName }) => columnName),
  )
  const byColumn = new Map(own.map((rule) => [rule.columnName, rule]))
  const silent = table.columns.map(({ name }) => name).filter((name) => !byColumn.has(name) && !follows.has(name))
  refuse(
    'POLICY_INCOMPLETE',
    'Columns that no rule is about look personal',
    silent.filter((name) => looksPersonal(shown, name)),
    'Add a rule for each of them; anonymizationType "keep" lets its values stay.',
  )
  return Object.fromEntries([
    ...[...byColumn].map(([name, rule]) => [name, decideRule(rule, shown)]),
    ...silent.map((name) => [name, 'keep']),
  ])

  function refuse(
    code: 'POLICY_MISMATCH' | 'POLICY_INVALID' | 'POLICY_INCOMPLETE',
    lead: string,
    columns: readonly string[],
    hint?: string,
  ) {
    if (columns.length === 0) return
    const problems = columns.map((column) => ({ path: columnIdentity(table.name, column), message: '' }))
    throw policyError(code, 'read the rules', lead, problems, hint === undefined ? {} : { hint })
  }
}
