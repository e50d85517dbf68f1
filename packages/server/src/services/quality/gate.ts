import type { QualityReport } from '@understudy/sdk/quality'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import { RequestError } from '../../errors/request-error.ts'
import type { TeamTables } from '../../store/tables/team-tables.ts'

const share = z.number().min(0).max(1)
const versionNumber = z
  .number()
  .int()
  .min(1)
  .max(2 ** 31 - 1)
  .optional()
  .describe('what is published where it is left out')

/** As names of datasets are: what a database cannot hold as text is none. */
const datasetNamed = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u, 'it holds characters that cannot be seen')

/** What a new version has to pass before it is read. */
export const gateSchema = z.strictObject({
  refuse: z.enum(['failed', 'warned']).default('failed').describe('from which outcome of a rule on'),
  strict: z.boolean().default(false).describe('a rule that could not be evaluated refuses it too'),
  minScore: z.number().min(0).max(1).nullable().default(null).describe('of all metrics together'),
  reference: z
    .strictObject({
      dataset: datasetNamed
        .nullable()
        .describe('of the team, by id or name; null is what the dataset itself has published'),
      version: versionNumber,
      holdout: z
        .strictObject({ dataset: datasetNamed, version: versionNumber })
        .optional()
        .describe('real rows that nobody learned from'),
    })
    .optional()
    .describe('what fidelity and privacy are held against'),
  fidelity: z
    .strictObject({
      shapes: share.optional(),
      trends: share.optional(),
      overall: share.optional(),
      calibrated: share.optional(),
      classifierAuc: share.optional().describe('at most'),
    })
    .optional()
    .describe('how like the reference every entity has to be, at the least'),
  privacy: z
    .strictObject({ risk: share.optional().describe('of the attacks, at most; it needs a holdout') })
    .optional()
    .describe('no row of the reference may stand in it'),
})
export type Gate = z.infer<typeof gateSchema>

const violations = [
  'QUALITY_RULE_VIOLATED',
  'QUALITY_INTEGRITY_VIOLATED',
  'QUALITY_FORMAT_VIOLATED',
  'FIDELITY_INSUFFICIENT',
  'PRIVACY_INSUFFICIENT',
] as const
type Violation = (typeof violations)[number]

/** Of the newest rules of a dataset; null where a version is read as soon as it is whole. */
export async function gateOf(db: Kysely<TeamTables>, team: string, dataset: string): Promise<Gate | null> {
  const row = await db
    .selectFrom('quality_rules')
    .select('gate')
    .where('team_id', '=', team)
    .where('dataset_id', '=', dataset)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return gateFrom(row?.gate ?? null)
}

export function gateFrom(json: string | null): Gate | null {
  return json === null ? null : gateSchema.parse(JSON.parse(json))
}

/** Of what the version is refused for, and undefined where it passes. A score that could not be worked out is none that is high enough. */
export function violationOf(
  gate: Gate | null,
  { results, metrics }: Pick<QualityReport, 'results' | 'metrics'>,
): Violation | undefined {
  if (gate === null) return undefined
  const refused = new Set<string>(['failed'])
  if (gate.refuse === 'warned') refused.add('warned')
  if (gate.strict) refused.add('not evaluated')
  const groups = new Set(results.filter(({ outcome }) => refused.has(outcome)).map(({ group }) => group))
  if (groups.size === 0) {
    const { minScore } = gate
    return minScore === null || (metrics.overall.value ?? -1) >= minScore ? undefined : 'QUALITY_RULE_VIOLATED'
  }
  const [only] = groups
  if (groups.size === 1 && only === 'formatRules') return 'QUALITY_FORMAT_VIOLATED'
  if (groups.size === 1 && only === 'consistencyRules') return 'QUALITY_INTEGRITY_VIOLATED'
  return 'QUALITY_RULE_VIOLATED'
}

/** Why a version that is refused cannot be read. */
export async function refusalOf(
  db: Kysely<TeamTables>,
  { team, dataset, version }: { readonly team: string; readonly dataset: string; readonly version: number },
): Promise<RequestError> {
  const run = await db
    .selectFrom('quality_runs')
    .select(['id', 'refused_for'])
    .where('team_id', '=', team)
    .where('dataset_id', '=', dataset)
    .where('version', '=', version)
    .where('refused_for', 'is not', null)
    .executeTakeFirst()
  const code = violations.find((one) => one === run?.refused_for)
  if (code === undefined) {
    const refresh = await refreshOf(db, { team, dataset, version })
    if (refresh !== undefined) {
      return new RequestError('REFRESH_REFUSED', {
        message: `version ${version} was made with others that were not all published, and is read by nobody`,
        details: { version, refresh },
      })
    }
    return new RequestError('NOT_FOUND', { message: `version ${version} was refused by hand, and is read by nobody` })
  }
  return new RequestError(code, {
    message: `version ${version} did not pass the gate of its dataset, and is read by nobody`,
    details: { version, ...(run ? { run: run.id } : {}) },
  })
}

async function refreshOf(
  db: Kysely<TeamTables>,
  { team, dataset, version }: { readonly team: string; readonly dataset: string; readonly version: number },
): Promise<string | undefined> {
  const row = await db
    .selectFrom('refresh_datasets')
    .select('refresh_id')
    .where('team_id', '=', team)
    .where('dataset_id', '=', dataset)
    .where('version', '=', version)
    .executeTakeFirst()
  return row?.refresh_id
}
