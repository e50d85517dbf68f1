import type { Database } from '../../../database/adapter.ts'
import { UnderstudyError } from '../../../errors.ts'
import type { PlaceHold } from '../../staging.ts'

const unending = `
  select pg_catalog.set_config(name, '0', false) from pg_catalog.pg_settings
  where name in ('idle_session_timeout', 'statement_timeout')`

/** An advisory lock on a connection that stays: the server frees it when the process dies. */
export async function holdTarget(server: Database, target: string): Promise<PlaceHold> {
  const key = `understudy clone ${target}`
  let release: () => void = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  return await new Promise<PlaceHold>((resolve, reject) => {
    const standing = server
      .session(async (session) => {
        await session.query(unending)
        const [row] = await session.query<{ got: boolean }>(
          'select pg_catalog.pg_try_advisory_lock(pg_catalog.hashtextextended($1, 0)) as got',
          [key],
        )
        if (!row?.got) throw busy(target)
        resolve({
          async check() {
            await session.query('select 1')
          },
          async [Symbol.asyncDispose]() {
            release()
            await standing
          },
        })
        await released
        // What closes the connection later waits for no server; one that is lost has lost the lock as well.
        await session
          .query('select pg_catalog.pg_advisory_unlock(pg_catalog.hashtextextended($1, 0))', [key])
          .catch(() => {})
      })
      .catch(reject)
  })
}

function busy(target: string): UnderstudyError {
  return new UnderstudyError('CLONE_BUSY', {
    operation: 'clone',
    message: `Another clone into ${target} is at work`,
    details: { stands: 'nothing was changed' },
  })
}
