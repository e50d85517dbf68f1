/** A promise of privacy rules, held against the rows that were made. */
export interface PrivacyCheck {
  readonly promise: PrivacyPromise
  readonly entity: string
  readonly field?: string | undefined
  /** Null where it could not be measured, which `note` says: that is no proof of anything. */
  readonly held: boolean | null
  /** What was found: a share, a risk, the smallest group, a score. */
  readonly value: number | null
  readonly asked?: number | undefined
  readonly note?: string | undefined
}

/**
 * fresh-values: no more real values of a field than chance brings. no-leak: no real row. not-linkable: the risk is not
 * above 0. k-anonymity, l-diversity: of the rows that came out.
 * statistical-accuracy: the calibrated score is at least what was asked for.
 */
export type PrivacyPromise =
  | 'fresh-values'
  | 'no-leak'
  | 'not-linkable'
  | 'k-anonymity'
  | 'l-diversity'
  | 'statistical-accuracy'
