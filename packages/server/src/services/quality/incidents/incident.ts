import type { Kysely, Selectable } from 'kysely'
import { z } from 'zod'
import { RequestError } from '../../../errors/request-error.ts'
import type { TeamTables } from '../../../store/tables/team-tables.ts'
import type { DatasetKey } from '../../datasets/chunks/dataset-key.ts'

export const incidentStatuses = ['open', 'acknowledged', 'snoozed', 'resolved'] as const

export interface Incident {
  readonly id: string
  readonly status: (typeof incidentStatuses)[number]
  readonly title: string
  readonly severity: 'critical' | 'major' | 'minor'
  readonly dataset: string
  /** In which it was seen last. */
  readonly version: number
  readonly entity: string | null
  readonly rule: string | null
  /** Counts and names. */
  readonly details: Record<string, string | number>
  readonly owner: string | null
  readonly snoozedUntil: string | null
  readonly openedAt: string
  readonly seenAt: string
  /** How many checks have seen it. */
  readonly times: number
  readonly resolvedAt: string | null
  readonly resolvedBy: string | null
}

export type IncidentRow = Selectable<TeamTables['incidents']>

const details = z.record(z.string(), z.union([z.string(), z.number()]))

export function incidentOf(row: IncidentRow): Incident {
  return {
    id: row.id,
    status: row.status,
    title: row.title,
    severity: row.severity,
    dataset: row.dataset_id,
    version: Number(row.version),
    entity: row.entity,
    rule: row.rule,
    details: details.parse(JSON.parse(row.details)),
    owner: row.owner,
    snoozedUntil: row.snoozed_until,
    openedAt: row.opened_at,
    seenAt: row.seen_at,
    times: Number(row.times),
    resolvedAt: row.resolved_at,
    resolvedBy: row.resolved_by,
  }
}

export async function findIncident(db: Kysely<TeamTables>, team: string, id: string): Promise<IncidentRow> {
  const row = await db
    .selectFrom('incidents')
    .selectAll()
    .where('team_id', '=', team)
    .where('id', '=', id)
    .executeTakeFirst()
  if (row) return row
  throw new RequestError('NOT_FOUND', { message: 'there is no such incident in the team' })
}

/** What people write about it may be about rows: it is sealed as they are. */
export const noteOf = {
  seal: (key: DatasetKey, id: string, text: string) => key.seal(`quality/note/${id}`, Buffer.from(text)),
  open: (key: DatasetKey, id: string, sealed: Uint8Array) =>
    Buffer.from(key.open(`quality/note/${id}`, sealed)).toString(),
}
