import { qualityFactsOf } from '../catalog/quality/quality-facts-of.ts'
import type { RuleConflicts } from '../quality/conflicts/conflict.ts'
import { findConflicts } from '../quality/conflicts/find-conflicts.ts'
import { deriveQualityRules } from '../quality/derive/define-quality-rules.ts'
import { factsOfSchema } from '../quality/derive/facts-of-schema.ts'
import type { DerivationNote, QualityFacts } from '../quality/derive/quality-facts.ts'
import { rulesOfFacts } from '../quality/derive/rules-of-facts.ts'
import type { DataProfile } from '../quality/profile/data-profile.ts'
import { profileRows } from '../quality/profile/profile-rows.ts'
import { allRules, type QualityRules } from '../quality/quality-rules.ts'
import type { SafetyCheck } from '../safety/safety-check.ts'
import { type Dataset, type DatasetOptions, type OpenedDataset, openDataset } from './open-dataset.ts'
import { unreadableEntities } from './unreadable-entities.ts'

export interface SuggestOptions extends DatasetOptions {
  /** False: only what a schema or a catalog says, and no row is read. */
  readonly rows?: boolean | undefined
  /** Rules that are less sure are left out, and noted. */
  readonly minConfidence?: number | undefined
  readonly signal?: AbortSignal | undefined
}

export interface SuggestedRules {
  /** Of the data, without secrets. */
  readonly source: string
  readonly rules: QualityRules
  readonly notes: readonly DerivationNote[]
  /** What was looked at; undefined where no row was read. */
  readonly profile: DataProfile | undefined
  /** Between the rules: what a schema contradicts or says twice. */
  readonly conflicts: RuleConflicts
  readonly checks: readonly SafetyCheck[]
}

/**
 * Rules for people to review: all that the schema or the catalog of the data says, and what its rows have in common. A
 * database is read behind the guard, in one state of it.
 */
export async function suggestQualityRules(dataset: Dataset, options: SuggestOptions = {}): Promise<SuggestedRules> {
  const { rows = true, minConfidence = 0, signal, schema } = options
  await using opened = await openDataset(dataset, options)
  const { source, database } = opened
  const facts = database !== undefined ? qualityFactsOf(database.definition) : schema && factsOfSchema(schema)
  const unread: DerivationNote[] = []
  const profile = rows
    ? await profileRows(source, { entities: await readable(opened, facts, unread, signal), signal })
    : undefined
  const derived = deriveQualityRules({ facts, profile, minConfidence })
  return {
    source: source.name,
    rules: derived.rules,
    notes: [...derived.notes, ...unread],
    profile,
    conflicts: findConflicts(allRules(derived.rules)),
    checks: opened.checks,
  }
}

/** The tables of a database that the role may read; views show rows of these. Of files all. */
async function readable(
  { source, database }: OpenedDataset,
  facts: QualityFacts | undefined,
  notes: DerivationNote[],
  signal: AbortSignal | undefined,
): Promise<readonly string[] | undefined> {
  if (database === undefined || facts === undefined) return source.entities
  const { session, tables } = database
  const unreadable = await unreadableEntities(session, tables, rulesOfFacts(facts).rules, signal)
  for (const [at, message] of unreadable) notes.push({ code: 'UNREADABLE', at, message })
  return facts.entities.flatMap(({ name }) => (unreadable.has(name) ? [] : [name]))
}
