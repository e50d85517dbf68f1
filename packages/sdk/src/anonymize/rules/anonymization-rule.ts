import type { Waiver } from '../policy.ts'

/** What becomes of one column of a table, in a word; a masking policy says the same with more choice. */
export interface AnonymizationRule {
  readonly tableName: string
  readonly columnName: string
  /**
   * What the column holds: email, name, phone, address or financial, of which the name and the values of the column
   * tell which kind; custom, for a function; keep, for values that may stay; or the name of any transform.
   */
  readonly anonymizationType: AnonymizationType
  /** Of a transform by name. */
  readonly options?: Readonly<Record<string, unknown>> | undefined
  /** Of custom: gives the new value for one that is there. */
  readonly customGenerator?: ((originalValue: unknown) => unknown) | undefined
  /** Only masks that keep length, kinds of characters and check digits. */
  readonly preserveFormat?: boolean | undefined
  /** false: equal values of other columns are masked otherwise, so that nobody can match them. */
  readonly preserveRelationships?: boolean | undefined
  /** false lets original values through, and is recorded as a waiver. */
  readonly isActive?: boolean | undefined
  /** Who answers for a rule that is not active. */
  readonly waiver?: Waiver | undefined
}

/** The names that are told apart here, and those of all transforms. */
export type AnonymizationType = keyof typeof families | 'custom' | 'keep' | (string & {})

/** What each word may mean, by what a column is found to hold; the last is for text of which nothing was found. */
export const families = {
  email: ['email'],
  name: ['first-name', 'middle-name', 'last-name', 'username', 'company', 'full-name'],
  phone: ['phone'],
  address: ['city', 'state', 'postcode', 'country', 'geo', 'street-address'],
  financial: ['card', 'cvv', 'card-expiry', 'iban', 'tax-id', 'money', 'bank-account'],
} as const

export function familyOf(type: string): (typeof families)[keyof typeof families] | undefined {
  return isFamily(type) ? families[type] : undefined
}

function isFamily(type: string): type is keyof typeof families {
  return Object.hasOwn(families, type)
}
