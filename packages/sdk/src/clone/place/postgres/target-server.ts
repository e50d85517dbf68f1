import type { Database } from '../../../database/adapter.ts'
import { connectPostgres } from '../../../database/postgres/connect.ts'
import { importPg } from '../../../database/postgres/import-pg.ts'
import { inDatabase } from '../../../database/postgres/in-database.ts'
import { maintenanceDatabases } from '../../../database/postgres/shared-template.ts'
import { redactUrl } from '../../../database/url.ts'
import { messageOf, UnderstudyError } from '../../../errors.ts'

/** The server of a target, from a database of it that is not the target. */
export interface TargetServer {
  readonly database: Database
  /** The target's name. */
  readonly target: string
}

const reserved: ReadonlySet<string> = new Set(['postgres', 'template0', 'template1'])

export async function openTargetServer(url: string): Promise<TargetServer> {
  const driver = await importPg()
  const target: string = new driver.Client({ connectionString: url }).database ?? ''
  if (reserved.has(target)) {
    throw new UnderstudyError('TARGET_REFUSED', {
      operation: 'open the target',
      message: `The database "${target}" belongs to the server itself and is never replaced`,
    })
  }
  const failures: unknown[] = []
  for (const name of maintenanceDatabases) {
    if (name === target) continue
    try {
      return { database: await connectPostgres(inDatabase(url, name)), target }
    } catch (thrown) {
      // A server that answered: another database of it may let the role in.
      if (!(thrown instanceof UnderstudyError) || typeof thrown.details.sqlstate !== 'string') throw thrown
      failures.push(thrown)
    }
  }
  throw new UnderstudyError('CONNECTION_FAILED', {
    operation: 'open the target',
    message: `Databases of ${redactUrl(url)} are renamed from another one, and none lets this role in: ${messageOf(failures[0])}`,
    hint: `Let the role connect to one of ${maintenanceDatabases.join(', ')}.`,
  })
}
