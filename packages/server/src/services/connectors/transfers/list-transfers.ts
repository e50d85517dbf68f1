import type { Call, Services } from '../../call.ts'
import { pageOf } from '../../page-of.ts'
import { teamFor } from '../../teams/team-for.ts'
import {
  findTransfer,
  reportPlace,
  type Transfer,
  type TransferReport,
  transferOf,
  transferReport,
  type transferStates,
} from './transfer.ts'

export interface TransferQuery {
  readonly team: string
  readonly connector?: string | undefined
  readonly state?: (typeof transferStates)[number] | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

/** The newest first. */
export async function listTransfers(
  services: Pick<Services, 'store'>,
  call: Call,
  { team: named, connector, state, cursor, limit }: TransferQuery,
): Promise<{ readonly transfers: readonly Transfer[]; readonly next: string | null }> {
  const { id: team } = await teamFor(services, call, 'connectors.read', named)
  const rows = await services.store.readTeam(team, (db) => {
    let query = db.selectFrom('transfers').selectAll().where('team_id', '=', team)
    if (connector !== undefined) query = query.where('connector_id', '=', connector)
    if (state !== undefined) query = query.where('state', '=', state)
    if (cursor !== undefined) query = query.where('id', '<', cursor)
    return query
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute()
  })
  const { page, next } = pageOf(rows, limit, ({ id }) => id)
  return { transfers: page.map(transferOf), next }
}

/** With its objects, and the rows that were rejected. */
export async function readTransfer(
  services: Pick<Services, 'store' | 'sealer'>,
  call: Call,
  { team: named, transfer: id }: { readonly team: string; readonly transfer: string },
): Promise<Transfer & { readonly report: TransferReport }> {
  const { id: team } = await teamFor(services, call, 'connectors.read', named)
  const row = await services.store.readTeam(team, (db) => findTransfer(db, team, id))
  const { report_sealed } = row
  const report =
    report_sealed === null
      ? { objects: [], rejected: [] }
      : transferReport.parse(await services.sealer.openJson(team, reportPlace(id), report_sealed))
  return { ...transferOf(row), report }
}
