import type { Row } from '../anonymize/apply/mask-rows.ts'
import type { MaskingKey } from '../anonymize/key/masking-key.ts'
import { generalize } from '../anonymize/privacy/generalize.ts'
import { type MaskingRules, maskSensitiveData } from '../anonymize/privacy/mask-sensitive-data.ts'
import { checkedRules, type PrivacyRules } from '../anonymize/privacy/privacy-rules.ts'
import { type GeneratedRows, generateData, type RowsOutput } from '../generate/generate-data.ts'
import type { PlanOptions } from '../generate/plan.ts'
import type { DataSchema } from '../model/schema.ts'
import type { DataPatterns } from '../synthesize/data-patterns.ts'
import { type FidelityOptions, validateSyntheticQuality } from '../synthesize/fidelity/validate-synthetic-quality.ts'
import type { FidelityReport } from '../synthesize/fidelity-report.ts'
import { type AnalyzeOptions, analyzePatterns } from '../synthesize/learn/analyze-patterns.ts'
import { parsePatterns } from '../synthesize/parse-patterns.ts'
import { type EnforcedPrivacy, enforcePrivacy } from '../synthesize/privacy/rules/enforce-privacy.ts'
import { privateFields } from '../synthesize/privacy/rules/private-fields.ts'
import { refuseUnmeasured, refuseUnproven } from '../synthesize/privacy/rules/refuse-unproven.ts'
import { generateSynthetic } from '../synthesize/sample/generate-synthetic.ts'
import type { SynthesisOptions } from '../synthesize/sample/plan-synthesis.ts'
import { privatePatterns } from '../synthesize/sample/private-patterns.ts'
import { metricsOfSynthetic, type SyntheticRules } from './metrics-of-synthetic.ts'
import { type Dataset, type DatasetOptions, openDataset } from './open-dataset.ts'
import { rowsOfTables } from './read/rows-of-tables.ts'

/** What to make: of patterns that were learned, or, where there is no sample, of a schema alone. */
export type DataTemplate =
  | (SynthesisOptions &
      RowsOutput & {
        readonly patterns: DataPatterns | string
        /** The rows that were learned from: what privacy rules are proven against. */
        readonly sample?: Dataset | undefined
        /** Real rows that nobody learned from: what attacks are measured against. */
        readonly holdout?: Dataset | undefined
      })
  | (Omit<PlanOptions, 'patterns'> & RowsOutput & { readonly schema: DataSchema })

export interface SyntheticDataset {
  readonly name: string
  readonly seed: string | number
  readonly rows: number
  readonly data: Readonly<Record<string, readonly Record<string, unknown>[]>>
  readonly notes: readonly string[]
  /** Of privacy rules, where the template has its sample: what was proven on the rows. */
  readonly privacy?: Omit<EnforcedPrivacy, 'data'> | undefined
}

export interface SyntheticDataGeneratorOptions {
  /** The clock; that of the machine where left out. */
  readonly now?: (() => Date) | undefined
  /** Of pseudonymize in maskSensitiveData. */
  readonly key?: MaskingKey | undefined
  readonly locale?: string | undefined
}

/** Learns what data is like, makes data that is like it, and says how like it is. */
export class SyntheticDataGenerator {
  readonly #now: () => Date
  readonly #key: MaskingKey | undefined
  readonly #locale: string | undefined

  constructor({ now = () => new Date(), key, locale }: SyntheticDataGeneratorOptions = {}) {
    this.#now = now
    this.#key = key
    this.#locale = locale
  }

  /** Of rows, a file, a folder of files or a database, which is read behind the guard. */
  async analyzePatternsFromSample(
    sample: Dataset,
    options: Omit<AnalyzeOptions, 'at'> & DatasetOptions = {},
  ): Promise<DataPatterns> {
    await using opened = await openDataset(sample, options)
    return await analyzePatterns(rowsOfTables(opened), { ...options, at: this.#now() })
  }

  /**
   * All rows in memory, by entity; `synthesize` gives them as they are made. Privacy rules are proven on the rows where the
   * template has its sample, and PRIVACY_UNMET is thrown where they do not hold together with the accuracy that they ask for.
   */
  async generateSyntheticData(template: DataTemplate, privacyRules?: PrivacyRules): Promise<SyntheticDataset> {
    const rules = privacyRules && checkedRules(privacyRules)
    const plan = this.#rows(template, rules).plan
    const made = {
      name: 'patterns' in template ? 'synthetic rows' : (template.schema.name ?? 'generated rows'),
      seed: plan.seed,
      rows: plan.rows,
      notes: plan.notes,
    }
    const make = async (wanted: PrivacyRules | undefined) => {
      const data = await this.#rows(template, wanted).collect()
      return wanted?.maskingStrategy === 'generalize' ? generalized(data, wanted) : data
    }
    if (rules === undefined) return { ...made, data: await make(undefined) }
    if (!('patterns' in template) || template.sample === undefined) {
      refuseUnmeasured(rules)
      return { ...made, data: await make(rules) }
    }
    await using original = await openDataset(template.sample)
    await using holdout = template.holdout === undefined ? undefined : await openDataset(template.holdout)
    const { data, ...privacy } = await enforcePrivacy({
      original: rowsOfTables(original),
      holdout: holdout && rowsOfTables(holdout),
      rules,
      make,
      seed: plan.seed,
    })
    return { ...made, data, privacy }
  }

  /**
   * Rows of a template, as batches or objects; of the fields that rules name no value of the sample is left. Rows that are
   * gone before all are made cannot be measured or grouped: rules that ask for that are refused.
   */
  synthesize(template: DataTemplate, privacyRules?: PrivacyRules): GeneratedRows {
    const rules = privacyRules && refuseUnproven(privacyRules)
    return this.#rows(template, rules)
  }

  #rows(template: DataTemplate, privacyRules: PrivacyRules | undefined): GeneratedRows {
    const locale = template.locale ?? this.#locale
    if (!('patterns' in template)) {
      const { schema, ...options } = template
      return generateData(schema, { ...options, locale })
    }
    const { patterns, sample: _, holdout: __, ...options } = template
    const parsed = parsePatterns(patterns)
    return generateSynthetic(privacyRules ? privatePatterns(parsed, privacyRules) : parsed, { ...options, locale })
  }

  /** Rows with their personal fields masked, and all else of them as it was. */
  maskSensitiveData<Data extends { readonly data: readonly Row[] }>(
    data: Data,
    maskingRules: MaskingRules,
  ): Omit<Data, 'data'> & { readonly data: readonly Record<string, unknown>[] } {
    return maskSensitiveData(data, maskingRules, { key: this.#key, locale: this.#locale })
  }

  /** How like the synthetic rows are to the original ones, and how private. */
  async validateSyntheticQuality(
    original: Dataset,
    synthetic: Dataset,
    options: Omit<FidelityOptions, 'now' | 'holdout'> &
      Pick<SyntheticRules, 'rules'> & { readonly holdout?: Dataset | undefined } = {},
  ): Promise<FidelityReport> {
    const { holdout, rules, ...rest } = options
    const now = this.#now()
    const shared = { schema: options.schema, signal: options.signal }
    await using real = await openDataset(original, shared)
    await using made = await openDataset(synthetic, shared)
    await using held = holdout === undefined ? undefined : await openDataset(holdout, shared)
    return await validateSyntheticQuality(rowsOfTables(real), rowsOfTables(made), {
      metricsOf: metricsOfSynthetic(real, { ...shared, rules, now }),
      ...rest,
      now,
      holdout: held && rowsOfTables(held),
    })
  }
}

/** Each entity that has all of the fields, so that no combination of them stands for fewer than k rows. */
function generalized(
  data: Readonly<Record<string, readonly Record<string, unknown>[]>>,
  { piiFields, k = 5, sensitive, l }: PrivacyRules,
): SyntheticDataset['data'] {
  return Object.fromEntries(
    Object.entries(data).map(([entity, rows]) => {
      const names = Object.keys(rows[0] ?? {})
      const quasiIdentifiers = privateFields(piiFields, entity, names)
      if (quasiIdentifiers.length === 0) return [entity, rows]
      const own = sensitive && privateFields(sensitive, entity, names)
      return [entity, generalize(rows, { quasiIdentifiers, k, sensitive: own, l }).rows]
    }),
  )
}
