import { UnderstudyError } from '../../errors.ts'
import { maskRows, type Row } from '../apply/mask-rows.ts'
import { suggestDecisions } from '../detect/suggest-decision.ts'
import type { MaskingKey } from '../key/masking-key.ts'
import { compilePolicy } from '../policy/compile-policy.ts'
import { policyError } from '../policy/policy-problem.ts'
import type { ColumnDecision } from '../policy.ts'
import { policyOfDecisions } from '../rules/rules-policy.ts'
import { decidable, looksPersonal, type ShownTable, shownTable } from '../rules/shown-table.ts'
import { freshKey } from './fresh-key.ts'
import { generalize } from './generalize.ts'
import { checkedRules, type PrivacyRules } from './privacy-rules.ts'
import { statisticalAccuracy } from './statistical-accuracy.ts'

export interface MaskingRules extends PrivacyRules {
  /** Fields whose values may stay, though they look personal. */
  readonly keep?: readonly string[] | undefined
}

export interface MaskSensitiveDataOptions {
  /** Of pseudonymize, which is refused without one. */
  readonly key?: MaskingKey | undefined
  /** Where made-up people live; en where left out. */
  readonly locale?: string | undefined
}

const operation = 'mask sensitive data'

/**
 * The dataset with its personal fields masked, and all else of it as it was. Refused where a field that nobody named
 * surely leads to a person, and, with PRIVACY_UNMET, where less of the statistics is left than was asked for.
 */
export function maskSensitiveData<Dataset extends { readonly data: readonly Row[] }>(
  dataset: Dataset,
  { keep = [], ...given }: MaskingRules,
  options: MaskSensitiveDataOptions = {},
): Omit<Dataset, 'data'> & { readonly data: readonly Record<string, unknown>[] } {
  const rules = checkedRules(given)
  if (dataset.data.length === 0) return { ...dataset, data: [] }
  const shown = shownTable('data', dataset.data)
  refuseUnnamed(shown, rules, keep)
  if (rules.maskingStrategy === 'generalize') {
    const { piiFields, k = 5, sensitive, l } = rules
    const { rows, accuracy } = generalize(dataset.data, { quasiIdentifiers: piiFields, k, sensitive, l })
    refuseInaccurate(accuracy, rules)
    return { ...dataset, data: rows }
  }
  const data = masked(dataset.data, shown, rules, options)
  const accuracies = rules.piiFields.map((field) => statisticalAccuracy(dataset.data, data, field))
  refuseInaccurate(Math.min(...accuracies), rules)
  return { ...dataset, data }
}

function masked(
  rows: readonly Row[],
  shown: ShownTable,
  { piiFields, maskingStrategy, preserveRelationships }: PrivacyRules,
  { key, locale }: MaskSensitiveDataOptions,
): Record<string, unknown>[] {
  if (maskingStrategy === 'pseudonymize' && key === undefined) {
    throw new UnderstudyError('MASKING_KEY_MISSING', {
      operation,
      message: 'pseudonymize needs a key, and there is none',
    })
  }
  const columns = Object.fromEntries(
    shown.table.columns.map(({ name }): [string, ColumnDecision] => {
      if (!piiFields.includes(name)) return [name, 'keep']
      const decision = decisionOf(shown, name)
      return [name, preserveRelationships ? decision : { ...decision, domain: `field ${name}` }]
    }),
  )
  const policy = policyOfDecisions({ data: columns }, [], locale)
  const compiled = compilePolicy(
    policy,
    { tables: [shown.withPolicy({ columns })] },
    { key: maskingStrategy === 'pseudonymize' ? key : freshKey() },
  )
  const mask = compiled.tables.get('data')
  return mask === undefined ? [] : maskRows(rows, mask)
}

function decisionOf(shown: ShownTable, field: string) {
  const column = decidable(shown, field)
  const [found] = shown.detected.get(field)?.findings ?? []
  const [first] = column === undefined ? [] : suggestDecisions(found?.class, column)
  if (first !== undefined) return first
  throw new UnderstudyError('TRANSFORM_UNFIT', {
    operation,
    message: `no transform masks the field ${field}`,
    at: field,
  })
}

function refuseUnnamed(shown: ShownTable, { piiFields, sensitive = [] }: PrivacyRules, keep: readonly string[]): void {
  const names = shown.table.columns.map(({ name }) => name)
  const named = [...piiFields, ...sensitive, ...keep]
  const unknown = named.filter((name) => !names.includes(name))
  const problems = (columns: readonly string[]) => columns.map((path) => ({ path, message: '' }))
  if (unknown.length > 0) throw policyError('POLICY_MISMATCH', operation, 'No row has the fields', problems(unknown))
  const silent = names.filter((name) => !named.includes(name) && looksPersonal(shown, name))
  if (silent.length === 0) return
  throw policyError('POLICY_INCOMPLETE', operation, 'Fields that nobody named look personal', problems(silent), {
    hint: 'Name them in piiFields, or in keep where their values may stay.',
  })
}

function refuseInaccurate(accuracy: number, { statisticalAccuracy: asked, maskingStrategy }: PrivacyRules): void {
  if (accuracy >= asked) return
  throw new UnderstudyError('PRIVACY_UNMET', {
    operation,
    message: `${maskingStrategy} leaves ${accuracy.toFixed(3)} of the statistics, and ${asked} was asked for`,
    hint: 'Ask for less accuracy, or for less privacy.',
    details: { accuracy, asked },
  })
}
