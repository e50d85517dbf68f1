import { z } from 'zod'
import { RequestError } from '../../errors/request-error.ts'
import type { Call } from '../call.ts'
import { change } from '../change.ts'
import { looksLikeId } from '../datasets/dataset.ts'
import { teamFor } from '../teams/team-for.ts'
import { accessOf, type Connector, connectorOf, connectorPlace, findConnector } from './connector.ts'
import type { ConnectorServices } from './connector-services.ts'
import { type ConnectorUse, connectorAccess } from './connector-settings.ts'
import { refuseName, refuseUnreachable } from './refuse-unreachable.ts'

export interface ConnectorChange {
  readonly name?: string | undefined
  readonly use?: ConnectorUse | undefined
  /** All of them. With other settings credentials are given anew: else they could be sent to somebody else. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined
  readonly credentials?: Readonly<Record<string, unknown>> | undefined
}

export async function updateConnector(
  services: ConnectorServices,
  call: Call,
  { team: teamNamed, connector: named }: { readonly team: string; readonly connector: string },
  changes: ConnectorChange,
): Promise<Connector> {
  const { id: team } = await teamFor(services, call, 'connectors.change', teamNamed)
  const { store, sealer, reach } = services
  const found = await store.readTeam(team, (db) => findConnector(db, team, named))
  const before = await accessOf(services, found)
  const { id, kind } = found
  const { name = found.name, use = found.use, settings = before.settings, credentials } = changes
  if (looksLikeId(name)) throw new RequestError('REQUEST_INVALID', { message: 'a connector is not named as ids are' })
  const hasSecret = Object.keys(before.credentials).length > 0
  if (changes.settings !== undefined && credentials === undefined && hasSecret) {
    throw new RequestError('REQUEST_INVALID', {
      message:
        'credentials: with other settings they are given anew, so that they never go where they were not meant for',
      details: { path: 'credentials' },
    })
  }
  const access = parsed({ kind, settings, credentials: credentials ?? before.credentials })
  await refuseUnreachable(reach, { ...access, use })
  const settings_sealed = await sealer.sealJson(team, connectorPlace('settings', id), access.settings)
  const secret_sealed = await sealer.sealJson(team, connectorPlace('secret', id), access.credentials)
  const changed = { name, use, settings_sealed, secret_sealed, checked_at: null, check_error: null }
  await change(services, call, team, async (tx, note) => {
    const now = await findConnector(tx, team, id)
    if (Buffer.compare(now.settings_sealed, found.settings_sealed) !== 0) {
      throw new RequestError('CONFLICT', { message: 'somebody else has changed the connector meanwhile' })
    }
    await refuseName(tx, team, name, id)
    await tx.updateTable('connectors').set(changed).where('team_id', '=', team).where('id', '=', id).execute()
    note.audit({
      action: 'connector.update',
      subject: `connector:${id}`,
      before: { name: found.name, use: found.use },
      after: { name, use, settings: changes.settings !== undefined, credentials: credentials !== undefined },
    })
  })
  return connectorOf(services, { ...found, ...changed })
}

/** What is wrong with it is told as what is wrong with any request. */
function parsed(input: unknown): z.output<typeof connectorAccess> {
  const { success, data, error } = connectorAccess.safeParse(input)
  if (success) return data
  const problems = error.issues.map(({ path, message }) => ({ path: z.core.toDotPath(path), message }))
  throw new RequestError('REQUEST_INVALID', {
    message: problems.map(({ path, message }) => `${path}: ${message}`).join('; '),
    details: { problems },
  })
}
