import pg from 'pg'
import type { Lock } from '../store.ts'
import type { Login } from './connections.ts'
import { postgresFailure } from './failure.ts'

/** An advisory lock of a session of its own: the server lets go of it when that ends, however that comes. */
export async function lockSession({ client }: Login, name: string): Promise<Lock | undefined> {
  const session = new pg.Client(client)
  const lost = new AbortController()
  session.on('error', () => lost.abort())
  session.on('end', () => lost.abort())
  try {
    await session.connect()
    const { rows } = await session.query<{ held: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as held',
      [`understudy/lock/${name}`],
    )
    if (rows[0]?.held) {
      return {
        lost: lost.signal,
        [Symbol.asyncDispose]: () => session.end(),
      }
    }
  } catch (thrown) {
    await session.end().catch(() => {})
    throw postgresFailure(thrown)
  }
  await session.end()
  return undefined
}
