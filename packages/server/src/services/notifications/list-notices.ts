import type { Call, Services } from '../call.ts'
import { pageOf } from '../page-of.ts'
import { teamFor } from '../teams/team-for.ts'
import { type Notice, noticeOf, noticePlace } from './notice.ts'

export async function listNotices(
  services: Pick<Services, 'store' | 'sealer'>,
  call: Call,
  {
    team: named,
    cursor,
    limit,
  }: { readonly team: string; readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ readonly notices: readonly Notice[]; readonly next: string | null }> {
  const { id: team } = await teamFor(services, call, 'notifications.read', named)
  const rows = await services.store.readTeam(team, (db) => {
    const all = db.selectFrom('notices').selectAll().where('team_id', '=', team)
    return (cursor === undefined ? all : all.where('id', '>', cursor))
      .orderBy('id')
      .limit(limit + 1)
      .execute()
  })
  const { page, next } = pageOf(rows, limit, ({ id }) => id)
  const notices = await Promise.all(
    page.map(async (row) => {
      const address = await services.sealer.open(team, noticePlace(row.id), row.address_sealed)
      return noticeOf(row, Buffer.from(address).toString())
    }),
  )
  return { notices, next }
}
