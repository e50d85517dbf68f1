import type { Kysely, Selectable } from 'kysely'
import { RequestError } from '../../errors/request-error.ts'
import { statement } from '../../store/statement.ts'
import type { TeamTables } from '../../store/tables/team-tables.ts'
import { type PersonalField, readMarks } from './personal-fields.ts'

export interface Retention {
  /** So many of the newest versions stay, and what is published. */
  readonly versions?: number | undefined
  /** Versions that are younger stay. */
  readonly days?: number | undefined
}

export interface Dataset {
  readonly id: string
  readonly name: string
  readonly description: string
  /** What is read where no version is named. */
  readonly publishedVersion: number | null
  readonly retention: Retention | null
  /** What was said of fields that are, or seemed to be, somebody's. */
  readonly personal: readonly PersonalField[]
  readonly createdAt: string
  readonly createdBy: string
  readonly archivedAt: string | null
}

export function datasetOf(row: Omit<Selectable<TeamTables['datasets']>, 'key_sealed'>): Dataset {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    publishedVersion: row.published_version,
    retention: row.retention === null ? null : JSON.parse(row.retention),
    personal: readMarks(row.personal),
    createdAt: row.created_at,
    createdBy: row.created_by,
    archivedAt: row.archived_at,
  }
}

export const datasetColumns = [
  'team_id',
  'id',
  'name',
  'description',
  'published_version',
  'retention',
  'personal',
  'created_at',
  'created_by',
  'archived_at',
  'erased_at',
] as const

/** An id is never a name: what looks like one is looked for as one. */
export function looksLikeId(name: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(name)
}

/** By id or name. */
export async function findDataset(db: Kysely<TeamTables>, team: string, named: string): Promise<Dataset> {
  const found = await datasetNamed(db, team, named)
  if (!found) throw noSuchDataset()
  return found
}

const datasetBy = (column: 'id' | 'name') =>
  statement((db: Kysely<TeamTables>, { team, named }: { team: string; named: string }) =>
    db
      .selectFrom('datasets')
      .select(datasetColumns)
      .where('team_id', '=', team)
      .where('erased_at', 'is', null)
      .where(column, '=', named),
  )
const [datasetById, datasetByName] = [datasetBy('id'), datasetBy('name')]

/** Undefined where there is none. */
export async function datasetNamed(db: Kysely<TeamTables>, team: string, named: string): Promise<Dataset | undefined> {
  const [row] = await (looksLikeId(named) ? datasetById : datasetByName)(db, { team, named })
  return row && datasetOf(row)
}

function noSuchDataset(): RequestError {
  return new RequestError('NOT_FOUND', {
    message: 'there is no such dataset in the team',
    hint: 'Name a dataset as the list of the team does: GET /api/teams/{team}/datasets.',
  })
}
