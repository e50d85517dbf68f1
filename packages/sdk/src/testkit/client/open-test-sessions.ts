import type { Cancellable, ConnectOptions, Database } from '../../database/adapter.ts'
import { connect } from '../../database/connect.ts'
import { parseUrl } from '../../database/url.ts'
import { UnderstudyError } from '../../errors.ts'
import { refuseProduction } from '../../safety/refuse-production.ts'
import { holdSession } from './hold-session.ts'
import type { OpenTestSession, TestSession } from './test-session.ts'

export interface TestSessionsOptions {
  /** Milliseconds after which a server ends a statement; not when it is not said. */
  readonly statementTimeout?: number | undefined
  /** URLs of production, as well as UNDERSTUDY_PRODUCTION_URLS. */
  readonly registered?: readonly string[] | undefined
}

export interface TestSessions extends AsyncDisposable {
  /** Beside the sessions: to set up, to look at, to ask which session waits for which. PGlite has no beside. */
  readonly database: Database
  readonly open: OpenTestSession
  /** Closes all that are open. Safe to call twice. */
  close(): Promise<void>
}

/** More than any history has parts; each is opened when it is asked for. */
const most = 200

/** Held connections to one database, which must not be production. */
export async function openTestSessions(url: string, options: TestSessionsOptions = {}): Promise<TestSessions> {
  await refuseProduction(url, options.registered)
  const settings: ConnectOptions = {
    maxConnections: most,
    busyTimeout: 0,
    statementTimeout: options.statementTimeout,
  }
  const database = await connect(url, settings)
  const held = new Set<TestSession>()
  let closing: Promise<void> | undefined

  const open: OpenTestSession = async (cancellable) => {
    if (closing) throw closed(database)
    if (isAlone(url) && held.size > 0) throw refuseSecond(database)
    const session = await hold(cancellable)
    const kept: TestSession = { ...session, close, [Symbol.asyncDispose]: close }
    async function close(): Promise<void> {
      await session.close()
      held.delete(kept)
    }
    held.add(kept)
    return kept
  }

  async function hold(cancellable: Cancellable | undefined): Promise<TestSession> {
    if (database.engine !== 'sqlite' || isAlone(url)) return await holdSession(database, cancellable)
    return await holdOwn(await connect(url, settings), cancellable)
  }

  async function end(): Promise<void> {
    await Promise.all([...held].map((session) => session.close()))
    await database.close()
  }

  function close(): Promise<void> {
    closing ??= end()
    return closing
  }

  return { database, open, close, [Symbol.asyncDispose]: close }
}

/** A connection that is opened for one session, and closed with it. */
export async function holdOwn(database: Database, options?: Cancellable): Promise<TestSession> {
  try {
    const session = await holdSession(database, options)
    const close = async (): Promise<void> => {
      await session.close()
      await database.close()
    }
    return { ...session, close, [Symbol.asyncDispose]: close }
  } catch (thrown) {
    await database.close()
    throw thrown
  }
}

/** Whether a database has one connection and no more: PGlite, and SQLite in memory. */
export function isAlone(url: string): boolean {
  const { engine, target } = parseUrl(url)
  return engine === 'pglite' || (engine === 'sqlite' && target === '')
}

function refuseSecond({ name }: Database): UnderstudyError {
  return new UnderstudyError('ISOLATION_UNSUPPORTED', {
    operation: 'open a test session',
    message: `${name} has one connection, and it is in use: there is no second session beside it`,
    hint: 'Use a Postgres server, or a file of SQLite, for what takes several connections.',
  })
}

function closed({ name }: Database): UnderstudyError {
  return new UnderstudyError('CONNECTION_CLOSED', {
    operation: 'open a test session',
    message: `The sessions of ${name} were closed`,
  })
}
