import type { Kysely } from 'kysely'
import { RequestError } from '../../errors/request-error.ts'
import type { TeamTables } from '../../store/tables/team-tables.ts'
import type { Services } from '../call.ts'
import { looksLikeId } from '../datasets/dataset.ts'
import { type ConnectorAccess, type ConnectorKind, type ConnectorUse, connectorAccess } from './connector-settings.ts'

/** As it is shown: never with what lets one in. */
export interface Connector {
  readonly id: string
  readonly name: string
  readonly kind: ConnectorKind
  readonly use: ConnectorUse
  readonly settings: Readonly<Record<string, unknown>>
  readonly hasCredentials: boolean
  readonly checkedAt: string | null
  /** The code of why it could not be reached when it was last looked at. */
  readonly checkError: string | null
  readonly createdAt: string
  readonly createdBy: string
}

/** Where its ciphertexts belong. */
export const connectorPlace = (column: 'settings' | 'secret', id: string) => `connectors/${column}/${id}`

type Row = TeamTables['connectors']

/** With what lets one in: for whoever is about to go there. */
export async function accessOf(
  { sealer }: Pick<Services, 'sealer'>,
  { team_id: team, id, kind, settings_sealed, secret_sealed }: Row,
): Promise<ConnectorAccess> {
  const settings = await sealer.openJson(team, connectorPlace('settings', id), settings_sealed)
  const credentials = await sealer.openJson(team, connectorPlace('secret', id), secret_sealed)
  return connectorAccess.parse({ kind, settings, credentials })
}

export async function connectorOf(services: Pick<Services, 'sealer'>, row: Row): Promise<Connector> {
  const { settings, credentials } = await accessOf(services, row)
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    use: row.use,
    settings,
    hasCredentials: Object.keys(credentials).length > 0,
    checkedAt: row.checked_at,
    checkError: row.check_error,
    createdAt: row.created_at,
    createdBy: row.created_by,
  }
}

/** By id or name. */
export async function findConnector(db: Kysely<TeamTables>, team: string, named: string): Promise<Row> {
  const row = await db
    .selectFrom('connectors')
    .selectAll()
    .where('team_id', '=', team)
    .where(looksLikeId(named) ? 'id' : 'name', '=', named)
    .executeTakeFirst()
  if (row === undefined) throw new RequestError('NOT_FOUND', { message: 'there is no such connector in this team' })
  return row
}

export function refuseOtherUse({ name, use }: Pick<Row, 'name' | 'use'>, wanted: 'import' | 'export'): void {
  if (use === 'both' || use === wanted) return
  throw new RequestError('CONFLICT', {
    message: `the connector ${JSON.stringify(name)} is for ${use} alone`,
    details: { use },
  })
}
