import type { Cancellable, Database, Session } from '../../database/adapter.ts'
import { connect } from '../../database/connect.ts'
import type { DatabaseTestConfig } from '../database-test-config.ts'
import { holdSession } from './hold-session.ts'
import { holdOwn, isAlone } from './open-test-sessions.ts'
import type { TestSession } from './test-session.ts'

/** Where the connections of a client come from; how many are in use at once is not decided here. */
export interface Connections {
  /** How many the engine can have at most. */
  readonly most: number
  use<T>(work: (session: Session) => Promise<T>): Promise<T>
  hold(options?: Cancellable): Promise<TestSession>
  close(): Promise<void>
}

export async function openConnections(config: DatabaseTestConfig): Promise<Connections> {
  const { databaseUrl, connectionPoolSize: maxConnections, queryTimeout: statementTimeout } = config
  const database = await connect(databaseUrl, { maxConnections, statementTimeout, busyTimeout: 0 })
  if (isAlone(databaseUrl)) return alone(database)
  return database.engine === 'sqlite' ? ofFile(database, config) : ofServer(database)
}

function ofServer(database: Database): Connections {
  return {
    most: Number.POSITIVE_INFINITY,
    use: (work) => work(database),
    hold: (options) => holdSession(database, options),
    close: () => database.close(),
  }
}

/** What a statement left behind, such as a transaction or a setting, ends with it: as if the connection were another. */
function alone(database: Database): Connections {
  return {
    most: 1,
    use: (work) => database.session(work),
    hold: (options) => holdSession(database, options),
    close: () => database.close(),
  }
}

/** Each user has a connection to the file; one that is done with goes to the next. */
function ofFile(first: Database, { databaseUrl }: DatabaseTestConfig): Connections {
  const open = () => connect(databaseUrl, { busyTimeout: 0 })
  const idle = [first]
  const working = new Set<Promise<unknown>>()

  async function lent<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const database = idle.pop() ?? (await open())
    try {
      return await database.session(work)
    } finally {
      idle.push(database)
    }
  }

  return {
    most: Number.POSITIVE_INFINITY,
    async use(work) {
      const running = lent(work)
      working.add(running)
      try {
        return await running
      } finally {
        working.delete(running)
      }
    },
    hold: async (options) => await holdOwn(await open(), options),
    async close() {
      await Promise.allSettled(working)
      await Promise.all(idle.splice(0).map((database) => database.close()))
    },
  }
}
