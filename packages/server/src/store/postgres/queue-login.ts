import pg from 'pg'
import type { KeyRing } from '../../crypto/key-ring.ts'
import { quote } from '../shape/statements.ts'
import { partsOf } from './connections.ts'
import { postgresFailure } from './failure.ts'
import { ensureLogin, roleOf } from './login-role.ts'

export const queueRole = (database: string) => roleOf('queue', database)

/** Of what the queue keeps, and of nothing else: it reads no row of the server's own schema. */
export const queueSchema = 'understudy_queue'

export interface QueueLogin {
  readonly connectionString?: string
  readonly host?: string
  readonly port?: number
  readonly database?: string
  readonly user?: string
  readonly password?: string
  readonly ssl?: unknown
  readonly options?: string
}

/** How the queue connects: as a role that makes its tables in a schema of its own. After the store was opened. */
export async function queueLogin(url: string, ring: KeyRing): Promise<QueueLogin> {
  const client = partsOf(url)
  const owner = new pg.Client(client)
  owner.on('error', () => {})
  try {
    await owner.connect()
    // Held by the session: of instances that start at once one makes the role.
    await owner.query("select pg_advisory_lock(hashtextextended('understudy/migrate', 0))")
    const { rows } = await owner.query<{ name: string }>('select current_database() as name')
    const role = queueRole(rows[0]?.name ?? '')
    const password = await ensureLogin(owner, role, ring)
    await owner.query(`create schema if not exists ${queueSchema}`)
    await owner.query(`grant usage, create on schema ${queueSchema} to ${quote(role)}`)
    const place = placeOf(client)
    return password === undefined ? { ...place, options: `-c role=${role}` } : { ...place, user: role, password }
  } catch (thrown) {
    throw postgresFailure(thrown)
  } finally {
    await owner.end().catch(() => {})
  }
}

/** As the owner of the URL comes there. */
function placeOf({ host, port, database, user, password, ssl }: pg.ClientConfig): QueueLogin {
  return {
    ssl,
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(database === undefined ? {} : { database }),
    ...(user === undefined ? {} : { user }),
    ...(typeof password === 'string' ? { password } : {}),
  }
}
