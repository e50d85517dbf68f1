import type { EntityCount, RuleResult } from '@understudy/sdk/quality'

/** What was found, as programs are told. */
export interface CheckedData {
  readonly dataset: string
  readonly at: string
  readonly milliseconds: number
  readonly by: 'rows' | 'sql'
  readonly entities: readonly EntityCount[]
  readonly results: readonly RuleResult[]
}
