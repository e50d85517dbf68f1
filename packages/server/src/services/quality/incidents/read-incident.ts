import type { Call, Services } from '../../call.ts'
import { datasetKey } from '../../datasets/chunks/dataset-key.ts'
import { teamFor } from '../../teams/team-for.ts'
import { findIncident, type Incident, type IncidentRow, incidentOf, noteOf } from './incident.ts'

export interface IncidentRead extends Incident {
  /** What somebody has written about it, last. */
  readonly note: string | null
}

export async function readIncident(
  services: Pick<Services, 'store' | 'sealer'>,
  call: Call,
  query: { readonly team: string; readonly incident: string },
): Promise<IncidentRead> {
  const { id: team } = await teamFor(services, call, 'quality.read', query.team)
  const row = await services.store.readTeam(team, (db) => findIncident(db, team, query.incident))
  return withNote(services, team, row)
}

export async function withNote(
  services: Pick<Services, 'store' | 'sealer'>,
  team: string,
  row: IncidentRow,
): Promise<IncidentRead> {
  if (row.note_sealed === null) return { ...incidentOf(row), note: null }
  const key = await datasetKey(services, team, row.dataset_id)
  return { ...incidentOf(row), note: noteOf.open(key, row.id, row.note_sealed) }
}
