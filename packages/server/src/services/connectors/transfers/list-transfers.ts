import { RequestError } from '../../../errors/request-error.ts'
import type { Call, Services } from '../../call.ts'
import { pageOf } from '../../page-of.ts'
import { teamFor } from '../../teams/team-for.ts'
import {
  reportPlace,
  type Transfer,
  type TransferReport,
  transferOf,
  transferReport,
  type transferStates,
  transfersOf,
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
    let query = transfersOf(db, team)
    if (connector !== undefined) query = query.where('t.connector_id', '=', connector)
    if (state !== undefined) query = query.where('t.state', '=', state)
    if (cursor !== undefined) query = query.where('t.id', '<', cursor)
    return query
      .orderBy('t.id', 'desc')
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
  const row = await services.store.readTeam(team, (db) =>
    transfersOf(db, team).where('t.id', '=', id).executeTakeFirst(),
  )
  if (row === undefined) throw new RequestError('NOT_FOUND', { message: 'there is no such transfer in this team' })
  const { report_sealed } = row
  const report =
    report_sealed === null
      ? { objects: [], rejected: [] }
      : transferReport.parse(await services.sealer.openJson(team, reportPlace(id), report_sealed))
  return { ...transferOf(row), report }
}
