import type { Cancellable, Database, Session } from '../../database/adapter.ts'
import { refuseAborted } from '../../database/lane.ts'
import { CancellableSession } from './cancellable-session.ts'
import type { TestSession } from './test-session.ts'

/** Takes one connection of a database and keeps it until it is closed. */
export async function holdSession(database: Database, options: Cancellable = {}): Promise<TestSession> {
  refuseAborted(options.signal)
  let release: () => void = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  let over: Promise<void> = Promise.resolve()
  const session = await new Promise<Session>((resolve, reject) => {
    over = database.session(async (held) => {
      resolve(held)
      await released
      // A statement that waited for a lock is ended by now, so that this does not wait for it.
      if (held.dialect === 'postgres') await held.execute('rollback').catch(() => {})
    })
    over.catch(reject)
  })
  const ending = new AbortController()
  const close = (): Promise<void> => {
    ending.abort()
    release()
    return over
  }
  try {
    const pid = session.engine === 'postgres' ? await backendOf(session, options) : null
    return { session: new CancellableSession(session, ending.signal), pid, close, [Symbol.asyncDispose]: close }
  } catch (thrown) {
    await close()
    throw thrown
  }
}

async function backendOf(session: Session, options: Cancellable): Promise<number | null> {
  const [row] = await session.query<{ pid: number }>('select pg_catalog.pg_backend_pid() as pid', [], options)
  return row?.pid ?? null
}
