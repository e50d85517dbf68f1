import { parseQualityRules, type QualityRules } from '@understudy/sdk/quality'
import type { Kysely, Selectable } from 'kysely'
import { z } from 'zod'
import { RequestError } from '../../errors/request-error.ts'
import type { TeamTables } from '../../store/tables/team-tables.ts'
import type { DatasetKey } from '../datasets/chunks/dataset-key.ts'
import { type Gate, gateFrom } from './gate.ts'

/** Failing rows that are kept of each rule, masked. */
export const samplesSchema = z.strictObject({
  rows: z.number().int().min(0).max(100).default(10).describe('of each rule'),
  days: z.number().int().min(1).max(365).default(30).describe('for so long'),
})
export type Samples = z.infer<typeof samplesSchema>

/** One version of the rules of a dataset, without the rules themselves. */
export interface RulesVersion {
  readonly dataset: string
  readonly version: number
  readonly hash: string
  readonly rules: number
  readonly gate: Gate | null
  readonly samples: Samples
  readonly createdAt: string
  readonly createdBy: string
}

type RulesRow = Selectable<TeamTables['quality_rules']>
type Opening = Pick<DatasetKey, 'open'>

export function rulesVersionOf(row: Omit<RulesRow, 'rules_sealed'>): RulesVersion {
  return {
    dataset: row.dataset_id,
    version: Number(row.version),
    hash: row.hash,
    rules: Number(row.rules),
    gate: gateFrom(row.gate),
    samples: samplesSchema.parse(JSON.parse(row.samples)),
    createdAt: row.created_at,
    createdBy: row.created_by,
  }
}

/** Those that are named, or the newest; undefined where the dataset has none. */
export function findRules(
  db: Kysely<TeamTables>,
  {
    team,
    dataset,
    version,
  }: { readonly team: string; readonly dataset: string; readonly version?: number | undefined },
): Promise<RulesRow | undefined> {
  const all = db.selectFrom('quality_rules').selectAll().where('team_id', '=', team).where('dataset_id', '=', dataset)
  const named = version === undefined ? all : all.where('version', '=', version)
  return named.orderBy('version', 'desc').limit(1).executeTakeFirst()
}

export function noRules(version?: number): RequestError {
  return new RequestError('NOT_FOUND', {
    message: version === undefined ? 'the dataset has no rules yet' : `the dataset has no rules of version ${version}`,
    hint: 'Put rules, or take those that are suggested from the schema and the rows of a version.',
  })
}

export const rulesPlace = (version: number) => `quality/rules/${version}`

/** As its address answers it. */
export function rulesRead(key: Opening, row: RulesRow): RulesVersion & { readonly file: QualityRules } {
  return { ...rulesVersionOf(row), file: openRules(key, row) }
}

export function openRules(key: Opening, row: RulesRow): QualityRules {
  return parseQualityRules(Buffer.from(key.open(rulesPlace(Number(row.version)), row.rules_sealed)).toString())
}
