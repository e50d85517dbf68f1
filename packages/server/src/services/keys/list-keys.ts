import type { AuthServices, Call } from '../call.ts'
import { pageOf } from '../page-of.ts'
import { teamFor } from '../teams/team-for.ts'
import { type KeyListed, keyOfRow } from './key-listed.ts'

/** Of a team, the newest first; revoked and expired ones too. */
export async function listKeys(
  services: AuthServices,
  call: Call,
  {
    team: named,
    cursor,
    limit,
  }: { readonly team: string; readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ readonly keys: KeyListed[]; readonly next: string | null }> {
  const team = await teamFor(services, call, 'keys.read', named)
  const rows = await services.store.readSystem((db) => {
    const all = db.selectFrom('api_keys').selectAll().where('team_id', '=', team.id)
    return (cursor === undefined ? all : all.where('id', '<', cursor))
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute()
  })
  const { page, next } = pageOf(rows, limit, ({ id }) => id)
  return { keys: page.map(keyOfRow), next }
}
