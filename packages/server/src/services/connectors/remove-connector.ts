import { RequestError } from '../../errors/request-error.ts'
import type { Call } from '../call.ts'
import { change } from '../change.ts'
import { teamFor } from '../teams/team-for.ts'
import { findConnector } from './connector.ts'
import type { ConnectorServices } from './connector-services.ts'

/** With what lets one in. What it has transferred stays in the list of transfers. */
export async function removeConnector(
  services: ConnectorServices,
  call: Call,
  { team: teamNamed, connector: named }: { readonly team: string; readonly connector: string },
): Promise<void> {
  const { id: team } = await teamFor(services, call, 'connectors.change', teamNamed)
  await change(services, call, team, async (tx, note) => {
    const { id, name, kind } = await findConnector(tx, team, named)
    const busy = await tx
      .selectFrom('transfers')
      .select('id')
      .where('team_id', '=', team)
      .where('connector_id', '=', id)
      .where('state', '=', 'running')
      .executeTakeFirst()
    if (busy) {
      throw new RequestError('CONFLICT', {
        message: 'the connector is at work',
        hint: 'Cancel the job of the transfer that is named, or wait for it.',
        details: { transfer: busy.id },
      })
    }
    await tx.deleteFrom('connectors').where('team_id', '=', team).where('id', '=', id).execute()
    note.audit({ action: 'connector.remove', subject: `connector:${id}`, before: { name, kind } })
  })
}
