interface BySex {
  readonly female: readonly string[]
  readonly male: readonly string[]
}

/** The lists of one locale, as scripts/build-words.ts writes them. None is empty. */
export interface Words {
  readonly locale: string
  /** ISO 639 */
  readonly language: string
  /** ISO 3166-1 alpha-2, where the locale has one. */
  readonly country: string | null
  readonly familyFirst: boolean
  /** Whether a space stands between given and family name. */
  readonly nameSpace: boolean
  readonly first: BySex
  readonly last: BySex
  readonly middle: BySex
  readonly prefix: BySex
  readonly suffix: readonly string[]
  readonly jobTitles: readonly string[]
  readonly bios: readonly string[]
  readonly companyForms: readonly string[]
  readonly catchPhrases: readonly string[]
  readonly productNames: readonly string[]
  readonly productCategories: readonly string[]
  readonly cities: readonly string[]
  readonly streets: readonly string[]
  readonly states: readonly string[]
  readonly lorem: readonly string[]
  readonly nouns: readonly string[]
  readonly adjectives: readonly string[]
  readonly colors: readonly string[]
  readonly months: readonly string[]
  /** As the calendar of the locale has them, from Sunday. */
  readonly weekdays: readonly string[]
  /** Code and name of every country. */
  readonly countries: readonly (readonly [code: string, name: string])[]
}
