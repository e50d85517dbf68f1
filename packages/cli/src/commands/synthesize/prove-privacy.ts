import type { PrivacyRules } from '@understudy/sdk'
import { type DataPatterns, type SynthesisOptions, SyntheticDataGenerator } from '@understudy/sdk/synthesize'

export interface PrivacyProof {
  readonly patterns: DataPatterns
  readonly options: SynthesisOptions
  readonly rules: PrivacyRules
  readonly sample: string
  readonly holdout: string | undefined
}

/**
 * Makes the rows once, in memory, and holds what the rules promise against the sample: refused with what other settings
 * would leave where it does not hold. The same patterns, seed and options then make the same rows again.
 */
export async function provePrivacyOfRows({ patterns, options, rules, sample, holdout }: PrivacyProof) {
  const { privacy } = await new SyntheticDataGenerator().generateSyntheticData(
    { ...options, patterns, sample, holdout },
    rules,
  )
  return privacy
}
