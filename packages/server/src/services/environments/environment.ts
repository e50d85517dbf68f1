import { redactUrl } from '@understudy/sdk'
import type { Selectable } from 'kysely'
import { z } from 'zod'
import type { SystemTables } from '../../store/tables/system-tables.ts'
import type { Services } from '../call.ts'
import type { DatabaseRules } from './database-rules.ts'

export type EnvironmentServices = Pick<Services, 'store' | 'sealer' | 'trail' | 'bell' | 'now' | 'newId'> & {
  readonly databases: DatabaseRules
}

export type EnvironmentRow = Selectable<SystemTables['environments']>
export const environmentTypes = ['production', 'test', 'training', 'development'] as const
export const environmentStatuses = ['active', 'inactive', 'cloning', 'error'] as const
export const healthStatuses = ['healthy', 'degraded', 'unhealthy'] as const
/** Each holds what the ones before it hold. */
export const grantLevels = ['read', 'clone', 'admin'] as const
export type GrantLevel = (typeof grantLevels)[number]

const connection = z.object({ databaseUrl: z.string(), secrets: z.record(z.string(), z.string()) })
/** What nobody is told. */
export type Connection = z.infer<typeof connection>

/** As it is shown: without its secrets, and of its address no password. */
export interface Environment {
  readonly id: string
  readonly name: string
  readonly type: (typeof environmentTypes)[number]
  readonly status: (typeof environmentStatuses)[number]
  readonly isReadOnly: boolean
  readonly tags: readonly string[]
  readonly address: string
  /** Their names. */
  readonly secrets: readonly string[]
  readonly maskingKeyId: string | null
  readonly watchSeconds: number | null
  readonly health: (typeof healthStatuses)[number] | null
  readonly checkedAt: string | null
  /** The clone or other job that is at work on it, or has left something there, for the team whose it is. */
  readonly job: string | null
  /** What the team that asks may do with it; null of a system administrator. */
  readonly level: GrantLevel | null
  readonly isActive: boolean
  readonly createdAt: string
  readonly lastUpdated: string
}

type EnvironmentColumn = 'connection' | 'key' | 'suites'

/** Where its ciphertexts belong, which the system's key seals. */
export const environmentPlace = (column: EnvironmentColumn, id: string) => `environments/${column}/${id}`

export async function connectionOf(
  { sealer }: Pick<Services, 'sealer'>,
  { id, connection_sealed }: Pick<EnvironmentRow, 'id' | 'connection_sealed'>,
): Promise<Connection> {
  return connection.parse(await sealer.openJson(null, environmentPlace('connection', id), connection_sealed))
}

export function sealConnection(
  { sealer }: Pick<Services, 'sealer'>,
  id: string,
  value: Connection,
): Promise<Uint8Array> {
  return sealer.sealJson(null, environmentPlace('connection', id), value)
}

export async function environmentOf(
  services: Pick<Services, 'sealer'>,
  row: EnvironmentRow,
  {
    level,
    isActive,
    team,
  }: { readonly level: GrantLevel | null; readonly isActive: boolean; readonly team?: string | undefined },
): Promise<Environment> {
  const { databaseUrl, secrets } = await connectionOf(services, row)
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    status: row.status,
    isReadOnly: row.is_read_only === 1,
    tags: z.array(z.string()).parse(JSON.parse(row.tags)),
    address: shownAddress(databaseUrl),
    secrets: Object.keys(secrets).toSorted(),
    maskingKeyId: row.key_id,
    watchSeconds: row.watch_seconds === null ? null : Number(row.watch_seconds),
    health: row.health,
    checkedAt: row.checked_at,
    job: row.clone_job !== null && (team === undefined || row.clone_team === team) ? row.clone_job : null,
    level,
    isActive,
    createdAt: row.created_at,
    lastUpdated: row.updated_at,
  }
}

/** Of a file no more than its name: where folders of the server are is nobody's business. */
function shownAddress(url: string): string {
  return url.startsWith('sqlite:') ? `sqlite:${url.split('/').at(-1)}` : redactUrl(url)
}
