import type { Call, Services } from '../call.ts'
import { pageOf } from '../page-of.ts'
import { teamFor } from '../teams/team-for.ts'
import { type Connector, connectorOf, findConnector } from './connector.ts'

/** The oldest first. */
export async function listConnectors(
  services: Pick<Services, 'store' | 'sealer'>,
  call: Call,
  {
    team: named,
    cursor,
    limit,
  }: { readonly team: string; readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ readonly connectors: readonly Connector[]; readonly next: string | null }> {
  const { id: team } = await teamFor(services, call, 'connectors.read', named)
  const rows = await services.store.readTeam(team, (db) => {
    const all = db.selectFrom('connectors').selectAll().where('team_id', '=', team)
    return (cursor === undefined ? all : all.where('id', '>', cursor))
      .orderBy('id')
      .limit(limit + 1)
      .execute()
  })
  const { page, next } = pageOf(rows, limit, ({ id }) => id)
  return { connectors: await Promise.all(page.map((row) => connectorOf(services, row))), next }
}

export async function readConnector(
  services: Pick<Services, 'store' | 'sealer'>,
  call: Call,
  { team: teamNamed, connector: named }: { readonly team: string; readonly connector: string },
): Promise<Connector> {
  const { id: team } = await teamFor(services, call, 'connectors.read', teamNamed)
  const row = await services.store.readTeam(team, (db) => findConnector(db, team, named))
  return connectorOf(services, row)
}
