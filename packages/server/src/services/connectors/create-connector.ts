import type { z } from 'zod'
import { nameOf } from '../../auth/actor.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { Call } from '../call.ts'
import { change } from '../change.ts'
import { looksLikeId } from '../datasets/dataset.ts'
import { teamFor } from '../teams/team-for.ts'
import { type Connector, connectorOf, connectorPlace } from './connector.ts'
import type { ConnectorServices } from './connector-services.ts'
import type { ConnectorUse, connectorAccess } from './connector-settings.ts'
import { refuseName, refuseUnreachable } from './refuse-unreachable.ts'

export type NewConnector = z.output<typeof connectorAccess> & {
  readonly name: string
  readonly use: ConnectorUse
}

const mostPerTeam = 100

/** What lets one in is told to nobody from here on. */
export async function createConnector(
  services: ConnectorServices,
  call: Call,
  named: string,
  { name, use, kind, settings, credentials }: NewConnector,
): Promise<Connector> {
  const { id: team } = await teamFor(services, call, 'connectors.change', named)
  const { sealer, newId, now, reach } = services
  if (looksLikeId(name)) throw new RequestError('REQUEST_INVALID', { message: 'a connector is not named as ids are' })
  await refuseUnreachable(reach, { kind, settings, use })
  const id = newId()
  const row = {
    team_id: team,
    id,
    name,
    kind,
    use,
    settings_sealed: await sealer.sealJson(team, connectorPlace('settings', id), settings),
    secret_sealed: await sealer.sealJson(team, connectorPlace('secret', id), credentials),
    checked_at: null,
    check_error: null,
    created_at: now().toISOString(),
    created_by: nameOf(call.actor),
  }
  await change(services, call, team, async (tx, note) => {
    await refuseName(tx, team, name)
    const { count } = await tx
      .selectFrom('connectors')
      .select(({ fn }) => fn.countAll().as('count'))
      .where('team_id', '=', team)
      .executeTakeFirstOrThrow()
    if (Number(count) >= mostPerTeam) {
      throw new RequestError('LIMIT_EXCEEDED', {
        message: `a team has at most ${mostPerTeam} connectors`,
        hint: 'Remove one that is not needed any more.',
        details: { limit: 'connectors', most: mostPerTeam },
      })
    }
    await tx.insertInto('connectors').values(row).execute()
    note.audit({ action: 'connector.create', subject: `connector:${id}`, after: { name, kind, use } })
  })
  return connectorOf(services, row)
}
