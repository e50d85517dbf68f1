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
import type { CheckProgress } from './check-quality.ts'
import type { OpenedDataset } from './open-dataset.ts'
import { withProgress } from './read/with-progress.ts'
import { unreadableEntities } from './unreadable-entities.ts'

export interface SuggestOptions {
  /** What a DataSchema says of rows that have none of their own. */
  readonly schema?: unknown
  /** False: only what a schema or a catalog says, and no row is read. */
  readonly rows?: boolean | undefined
  /** Rules that are less sure are left out, and noted. */
  readonly minConfidence?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Told now and then what is looked at. */
  readonly onProgress?: ((progress: CheckProgress) => void) | undefined
}

export interface SuggestedRules {
  readonly rules: QualityRules
  readonly notes: readonly DerivationNote[]
  /** What was looked at; undefined where no row was read. */
  readonly profile: DataProfile | undefined
  /** Between the rules: what a schema contradicts or says twice. */
  readonly conflicts: RuleConflicts
}

/** Rules for people to review: all that the schema or the catalog of data says, and what its rows have in common. */
export async function suggestQualityRules(
  { source, database }: Pick<OpenedDataset, 'source' | 'database'>,
  options: SuggestOptions = {},
): Promise<SuggestedRules> {
  const { schema, rows = true, minConfidence, signal, onProgress } = options
  const facts =
    database === undefined
      ? schema === undefined
        ? undefined
        : factsOfSchema(schema)
      : qualityFactsOf(database.definition)
  const unread: DerivationNote[] = []
  const told = withProgress(source, (entity, count) => onProgress?.({ entity, rows: count }))
  const entities = database && facts && (await readable(database, facts, unread, signal))
  const profile = rows ? await profileRows(told, { entities: entities ?? source.entities, signal }) : undefined
  const { rules, notes } = deriveQualityRules({ facts, profile, minConfidence })
  return { rules, notes: [...notes, ...unread], profile, conflicts: findConflicts(allRules(rules)) }
}

/** The tables that the role may read; views show rows of these. */
async function readable(
  { session, tables }: NonNullable<OpenedDataset['database']>,
  facts: QualityFacts,
  notes: DerivationNote[],
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const unreadable = await unreadableEntities(session, tables, rulesOfFacts(facts).rules, signal)
  for (const [at, message] of unreadable) notes.push({ code: 'UNREADABLE', at, message })
  return facts.entities.flatMap(({ name }) => (unreadable.has(name) ? [] : [name]))
}
