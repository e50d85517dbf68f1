import type { DataProfile } from '../profile/data-profile.ts'
import { type QualityRules, qualityRulesOf } from '../quality-rules.ts'
import { factsOfSchema } from './facts-of-schema.ts'
import { mergeRules } from './merge-rules.ts'
import type { DerivationNote, QualityFacts } from './quality-facts.ts'
import { readsColumn } from './reads-column.ts'
import { rulesOfFacts } from './rules-of-facts.ts'
import { rulesOfProfile } from './rules-of-profile.ts'

export interface RuleSources {
  /** What a database's own catalog says, or a schema. */
  readonly facts?: QualityFacts | undefined
  /** What a look at rows told. */
  readonly profile?: DataProfile | undefined
  /** Rules that are less sure are left out, and noted. */
  readonly minConfidence?: number | undefined
  /** Of the file of rules. */
  readonly name?: string | undefined
}

export interface DerivedQualityRules {
  readonly rules: QualityRules
  /** What is not watched, and why. */
  readonly notes: readonly DerivationNote[]
}

/** Rules for people to review, each with where it comes from and how sure it is. They hold for the rows that they come from. */
export function deriveQualityRules({ facts, profile, minConfidence = 0, name }: RuleSources): DerivedQualityRules {
  const said = facts === undefined ? { rules: [], notes: [] } : rulesOfFacts(facts)
  const seen = profile === undefined ? { rules: [], notes: [] } : rulesOfProfile(profile)
  const computed = new Set(
    facts?.entities.flatMap((entity) =>
      entity.columns.flatMap((column) =>
        column.computed === undefined ? [] : [JSON.stringify([entity.name, column.name])],
      ),
    ),
  )
  const merged = mergeRules(said.rules, seen.rules, (entity, column) => computed.has(JSON.stringify([entity, column])))
  const rules = merged.filter(({ from }) => (from?.confidence ?? 1) >= minConfidence)
  const ruled = ({ at }: DerivationNote): boolean =>
    rules.some((rule) => at.startsWith(`${rule.entity}.`) && readsColumn(rule, at.slice(rule.entity.length + 1)))
  const notes = [...said.notes, ...seen.notes].filter((note) => note.code !== 'NOTHING_TO_SAY' || !ruled(note))
  for (const { id, entity, from } of merged.filter((rule) => !rules.includes(rule)))
    notes.push({ code: 'NOT_SURE', at: entity, message: `${id} is ${from?.confidence} sure, and left out.` })
  return { rules: qualityRulesOf(rules, name === undefined ? {} : { name }), notes }
}

/** Rules for all that a DataSchema says. It throws SCHEMA_INVALID where it is none. */
export function defineQualityRules(schema: unknown): QualityRules {
  return deriveQualityRules({ facts: factsOfSchema(schema) }).rules
}
