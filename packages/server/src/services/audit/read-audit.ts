import type { AuditRow } from '../../audit/audit-row.ts'
import { authorize } from '../../auth/authorize.ts'
import type { Call, Services } from '../call.ts'
import { teamFor } from '../teams/team-for.ts'

export interface AuditQuery {
  /** Undefined asks for the system's whole trail. */
  readonly team: string | undefined
  /** `team`: what was done in it. `access`: what the system's trail has about it, such as members and keys. */
  readonly of: 'team' | 'access'
  /** Only what stands before this position, to go on from a page. */
  readonly before: number | undefined
  readonly limit: number
  readonly actor: string | undefined
  readonly action: string | undefined
  readonly subject: string | undefined
}

export interface AuditLine {
  readonly position: number
  readonly team: string | null
  readonly at: string
  readonly actor: string
  readonly ip: string | null
  readonly requestId: string | null
  readonly action: string
  readonly subject: string
  readonly details: Readonly<Record<string, unknown>>
  readonly beforeDigest: string | null
  readonly afterDigest: string | null
}

export interface AuditPage {
  readonly entries: readonly AuditLine[]
  /** What `before` has to be for the next page; null at the beginning of the trail. */
  readonly next: number | null
}

/** Newest first. */
export async function readAudit(services: Pick<Services, 'store'>, call: Call, query: AuditQuery): Promise<AuditPage> {
  const rows = await rowsFor(services, call, query)
  const page = rows.slice(0, query.limit)
  return { entries: page.map(lineOf), next: rows.length > query.limit ? Number(page.at(-1)!.position) : null }
}

async function rowsFor({ store }: Pick<Services, 'store'>, call: Call, query: AuditQuery): Promise<AuditRow[]> {
  const { team: named, of, before, limit } = query
  const equal = [
    ...(query.actor === undefined ? [] : [['actor', query.actor] as const]),
    ...(query.action === undefined ? [] : [['action', query.action] as const]),
    ...(query.subject === undefined ? [] : [['subject', query.subject] as const]),
  ]
  if (named === undefined) authorize(call.actor, 'system.audit')
  const team = named === undefined ? undefined : (await teamFor({ store }, call, 'audit.read', named)).id
  if (team !== undefined && of === 'team') {
    return store.readTeam(team, (db) => {
      let rows = db.selectFrom('audit').selectAll().where('team_id', '=', team)
      if (before !== undefined) rows = rows.where('position', '<', before)
      for (const [column, value] of equal) rows = rows.where(column, '=', value)
      return rows
        .orderBy('position', 'desc')
        .limit(limit + 1)
        .execute()
    })
  }
  return store.readSystem((db) => {
    let rows = db.selectFrom('system_audit').selectAll()
    if (team !== undefined) rows = rows.where('team_id', '=', team)
    if (before !== undefined) rows = rows.where('position', '<', before)
    for (const [column, value] of equal) rows = rows.where(column, '=', value)
    return rows
      .orderBy('position', 'desc')
      .limit(limit + 1)
      .execute()
  })
}

function lineOf(row: AuditRow): AuditLine {
  return {
    position: Number(row.position),
    team: row.team_id,
    at: row.at,
    actor: row.actor,
    ip: row.ip,
    requestId: row.request_id,
    action: row.action,
    subject: row.subject,
    details: JSON.parse(row.details),
    beforeDigest: row.before_digest,
    afterDigest: row.after_digest,
  }
}
