import { randomBytes } from 'node:crypto'
import { readMaskingKey } from '@understudy/sdk'
import { parseTestSuites } from '@understudy/sdk/clone'
import { nameOf } from '../../auth/actor.ts'
import { authorize } from '../../auth/authorize.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { SystemTransaction } from '../../store/store.ts'
import type { Call } from '../call.ts'
import { changeSystem } from '../change.ts'
import { checkedUrl } from './database-rules.ts'
import {
  type Environment,
  type EnvironmentRow,
  type EnvironmentServices,
  environmentOf,
  environmentPlace,
  sealConnection,
} from './environment.ts'

export interface NewEnvironment {
  readonly name: string
  readonly type: Environment['type']
  readonly databaseUrl: string
  readonly secrets: Readonly<Record<string, string>>
  readonly tags: readonly string[]
  readonly isReadOnly: boolean
  readonly status: 'active' | 'inactive'
  /** A text; made where it is "generate"; none of its own where it is null. */
  readonly maskingKey: string | null
  readonly watchSeconds: number | null
  /** A file of test suites, as `understudy validate` takes it; none where it is null. */
  readonly suites: unknown
}

const mostEnvironments = 500

/** What it says of its database and its key is sealed here and never told again. */
export async function createEnvironment(
  services: EnvironmentServices,
  call: Call,
  wanted: NewEnvironment,
): Promise<Environment> {
  authorize(call.actor, 'environments.change')
  const { databases, newId, now } = services
  const databaseUrl = await checkedUrl(databases, wanted.databaseUrl)
  const id = newId()
  const at = now().toISOString()
  const row: EnvironmentRow = {
    id,
    name: wanted.name,
    lower_name: wanted.name.toLowerCase(),
    type: wanted.type,
    status: wanted.status,
    is_read_only: wanted.type === 'production' || wanted.isReadOnly ? 1 : 0,
    tags: JSON.stringify([...new Set(wanted.tags)]),
    connection_sealed: await sealConnection(services, id, { databaseUrl, secrets: { ...wanted.secrets } }),
    ...(await keyColumns(services, id, wanted.maskingKey)),
    suites_sealed: await sealSuites(services, id, wanted.suites),
    watch_seconds: wanted.watchSeconds,
    health: null,
    checked_at: null,
    clone_team: null,
    clone_job: null,
    before_clone: null,
    created_at: at,
    created_by: nameOf(call.actor),
    updated_at: at,
  }
  await changeSystem(services, call, async (tx, note) => {
    await refuseTaken(tx, row)
    const { count } = await tx
      .selectFrom('environments')
      .select((of) => of.fn.countAll<number | string | bigint>().as('count'))
      .executeTakeFirstOrThrow()
    if (Number(count) >= mostEnvironments) {
      throw new RequestError('LIMIT_EXCEEDED', {
        message: `there are at most ${mostEnvironments} environments`,
        details: { limit: 'environments', most: mostEnvironments },
      })
    }
    await tx.insertInto('environments').values(row).execute()
    const details = { name: row.name, type: row.type, isReadOnly: row.is_read_only === 1 }
    note.audit({ action: 'environment.create', subject: `environment:${id}`, details })
  })
  return environmentOf(services, row, { level: null, isActive: false })
}

export async function refuseTaken(
  tx: SystemTransaction,
  { id, name, lower_name }: Pick<EnvironmentRow, 'id' | 'name' | 'lower_name'>,
): Promise<void> {
  const taken = await tx
    .selectFrom('environments')
    .select('id')
    .where('lower_name', '=', lower_name)
    .where('id', '!=', id)
    .executeTakeFirst()
  if (!taken) return
  throw new RequestError('CONFLICT', {
    message: `there is an environment ${JSON.stringify(name)} already; letters of either case are the same`,
    details: { name },
  })
}

export async function keyColumns(
  { sealer }: Pick<EnvironmentServices, 'sealer'>,
  id: string,
  given: string | null,
): Promise<Pick<EnvironmentRow, 'key_sealed' | 'key_id'>> {
  if (given === null) return { key_sealed: null, key_id: null }
  const text = given === 'generate' ? randomBytes(32).toString('base64') : given
  return {
    key_sealed: await sealer.seal(null, environmentPlace('key', id), Buffer.from(text)),
    key_id: readMaskingKey(text).id,
  }
}

/** They may hold what signs in: they are sealed, and not told. */
export async function sealSuites(
  { sealer }: Pick<EnvironmentServices, 'sealer'>,
  id: string,
  suites: unknown,
): Promise<Uint8Array | null> {
  if (suites === null || suites === undefined) return null
  parseTestSuites(suites)
  return sealer.sealJson(null, environmentPlace('suites', id), suites)
}
