import type { Call, Services } from '../../call.ts'
import { findDataset } from '../../datasets/dataset.ts'
import { teamFor } from '../../teams/team-for.ts'
import { type Incident, incidentOf, type incidentStatuses } from './incident.ts'

interface IncidentsQuery {
  readonly team: string
  readonly dataset?: string | undefined
  /** `unresolved`: all but those. */
  readonly status: (typeof incidentStatuses)[number] | 'unresolved' | 'any'
  /** The id of an incident: those that were opened before it. */
  readonly before?: string | undefined
  readonly limit: number
}

/** The newest first. */
export async function listIncidents(
  { store }: Pick<Services, 'store'>,
  call: Call,
  query: IncidentsQuery,
): Promise<{ readonly incidents: Incident[]; readonly next: string | null }> {
  const { id: team } = await teamFor({ store }, call, 'quality.read', query.team)
  const rows = await store.readTeam(team, async (db) => {
    let all = db.selectFrom('incidents').selectAll().where('team_id', '=', team)
    if (query.dataset !== undefined) {
      all = all.where('dataset_id', '=', (await findDataset(db, team, query.dataset)).id)
    }
    if (query.status === 'unresolved') all = all.where('status', '<>', 'resolved')
    else if (query.status !== 'any') all = all.where('status', '=', query.status)
    // Ids grow with time.
    if (query.before !== undefined) all = all.where('id', '<', query.before)
    return all
      .orderBy('id', 'desc')
      .limit(query.limit + 1)
      .execute()
  })
  const incidents = rows.slice(0, query.limit).map(incidentOf)
  return { incidents, next: rows.length > query.limit ? incidents.at(-1)!.id : null }
}
