import type { AuthServices, Call } from '../call.ts'
import { teamFor } from '../teams/team-for.ts'
import { type KeyListed, keyOfRow } from './key-listed.ts'

/** Of a team, the newest first; revoked and expired ones too. */
export async function listKeys(services: AuthServices, call: Call, teamNamed: string): Promise<KeyListed[]> {
  const team = await teamFor(services, call, 'keys.read', teamNamed)
  const rows = await services.store.readSystem((db) =>
    db.selectFrom('api_keys').selectAll().where('team_id', '=', team.id).orderBy('id', 'desc').execute(),
  )
  return rows.map(keyOfRow)
}
