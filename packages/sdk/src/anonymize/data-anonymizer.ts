import type { Row } from './apply/mask-rows.ts'
import type { RecordedWaiver } from './compiled-policy.ts'
import type { MaskingKey } from './key/masking-key.ts'
import { freshKey } from './privacy/fresh-key.ts'
import type { AnonymizationRule } from './rules/anonymization-rule.ts'
import { type AnonymizedTables, anonymizeRelational, type RelationalData } from './rules/anonymize-relational.ts'
import { type DataType, type FakeDataConstraints, fakeData } from './rules/fake-data.ts'

export interface DataAnonymizerOptions {
  /** The same key masks equal values alike, in every table, run and process. Left out: one that nobody will have again. */
  readonly key?: MaskingKey | undefined
  /** Where made-up people live; en where left out. */
  readonly locale?: string | undefined
}

/** Anonymizes rows of a program. Databases are cloned, and files masked, by a masking policy instead. */
export class DataAnonymizer {
  readonly #key: MaskingKey
  readonly #locale: string
  readonly #waivers: RecordedWaiver[] = []
  #made = 0

  constructor({ key = freshKey(), locale = 'en' }: DataAnonymizerOptions = {}) {
    this.#key = key
    this.#locale = locale
  }

  /** What was let through so far by rules that are not active. */
  get waivers(): readonly RecordedWaiver[] {
    return [...this.#waivers]
  }

  /**
   * The rows masked by the rules of their table. Columns that no rule is about stay as they are, and are refused where
   * they surely hold what leads to a person.
   */
  async anonymizeTable(
    tableName: string,
    data: readonly Row[],
    rules: readonly AnonymizationRule[],
  ): Promise<Record<string, unknown>[]> {
    const tables = this.#masked({ tables: { [tableName]: data }, relationships: [], rules })
    return tables[tableName] ?? []
  }

  /** A value, or `count` of them, that belongs to nobody. Without a seed every call gives others. */
  generateFakeData(dataType: DataType, constraints: FakeDataConstraints = {}): unknown {
    const { seed = `${this.#made++}`, locale = this.#locale, ...more } = constraints
    return fakeData(dataType, { ...more, seed, locale })
  }

  /** All tables masked at once: whatever referred to a row still refers to it. */
  async preserveRelationships(data: RelationalData): Promise<RelationalData> {
    return { ...data, tables: this.#masked(data) }
  }

  #masked(data: RelationalData): AnonymizedTables['tables'] {
    const { tables, waivers } = anonymizeRelational(data, this.#key, this.#locale)
    this.#waivers.push(...waivers)
    return tables
  }
}
