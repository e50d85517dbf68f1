import { AsyncLocalStorage } from 'node:async_hooks'
import type { Cancellable, Engine, Session, TableName } from '../../database/adapter.ts'
import { parseUrl, redactUrl } from '../../database/url.ts'
import { UnderstudyError } from '../../errors.ts'
import { refuseProduction } from '../../safety/refuse-production.ts'
import type { DatabaseTestConfig, DatabaseTestConfigInput, IsolationLevel } from '../database-test-config.ts'
import { ConnectionSlots } from './connection-slots.ts'
import { type Connections, openConnections } from './connections.ts'
import { LimitedSession } from './limited-session.ts'
import { isAlone, openTestSessions, type TestSessions } from './open-test-sessions.ts'
import { beginTransaction, runTransaction, type TransactionSurroundings } from './open-transaction.ts'
import { parseIsolationLevel, parseTestConfig } from './parse-test-config.ts'
import { Statements } from './statements.ts'
import type { TestSession } from './test-session.ts'
import type { TestTransaction } from './test-statements.ts'
import { TestTables } from './test-tables.ts'
import { TimeLimit } from './time-limit.ts'

interface Started {
  readonly connections: Connections
  readonly slots: ConnectionSlots
}

/**
 * A database under test, by one pool of connections with a limit. It connects when it is first asked for something, and
 * refuses production. What is called on the client within `transaction(run)` belongs to that transaction;
 * getConnection() and openSession() stay outside.
 */
export class DatabaseTestClient extends Statements implements AsyncDisposable {
  readonly config: DatabaseTestConfig
  readonly engine: Engine
  /** For people: without the password. */
  readonly name: string
  readonly #limit: TimeLimit
  readonly #tables: TestTables
  readonly #current = new AsyncLocalStorage<TestTransaction>()
  readonly #around: TransactionSurroundings
  readonly #held = new Set<TestSession>()
  readonly #transactions = new Set<TestTransaction>()
  #starting: Promise<Started> | undefined
  #beside: Promise<TestSessions> | undefined
  #closing: Promise<void> | undefined

  constructor(config: DatabaseTestConfigInput) {
    super()
    this.config = parseTestConfig(config)
    this.engine = parseUrl(this.config.databaseUrl).engine
    this.name = redactUrl(this.config.databaseUrl)
    this.#limit = new TimeLimit(this.config.queryTimeout)
    this.#tables = new TestTables(this.config.testSchema)
    this.#around = {
      connections: (session) => this.connections(session),
      within: (transaction, work) => this.#current.run(transaction, work),
    }
  }

  /** A client that is connected already, so that a server that is not there is noticed here. */
  static async open(config: DatabaseTestConfigInput): Promise<DatabaseTestClient> {
    const client = new DatabaseTestClient(config)
    await client.#start()
    return client
  }

  /**
   * A connection of the pool, until it is closed. Where all are in use and none comes free within poolTimeout: "connection
   * pool exhausted".
   */
  async getConnection(options?: Cancellable): Promise<TestSession> {
    const { connections, slots } = await this.#start()
    const giveBack = await slots.take()
    try {
      return this.#keep(await connections.hold(options), giveBack)
    } catch (thrown) {
      giveBack()
      throw thrown
    }
  }

  /** A connection beside the pool, for the parts of a concurrent history; see TestSession for what has only one. */
  async openSession(options?: Cancellable): Promise<TestSession> {
    const { slots } = await this.#start()
    if (isAlone(this.config.databaseUrl)) {
      if (slots.used === 0) return await this.getConnection(options)
      throw new UnderstudyError('ISOLATION_UNSUPPORTED', {
        operation: 'open a test session',
        message: `${this.name} has one connection, and it is in use: there is no second session beside it`,
        hint: 'Use a Postgres server, or a file of SQLite, for what takes several connections.',
      })
    }
    this.#beside ??= openTestSessions(this.config.databaseUrl, { statementTimeout: this.config.queryTimeout })
    try {
      return await (await this.#beside).open(options)
    } catch (thrown) {
      if (!(await this.#beside.catch(() => undefined))) this.#beside = undefined
      throw thrown
    }
  }

  /** As transaction(run), on a connection that is held, which takes part in nothing else meanwhile. */
  async transactionOn<Result>(
    held: TestSession,
    run: (transaction: TestTransaction) => Promise<Result>,
    isolation?: IsolationLevel,
  ): Promise<Result> {
    return await runTransaction(held.session, this.#level(isolation), this.#around, run)
  }

  /**
   * A table for tests, in testSchema where there are schemas, by a name that nobody else has. close() drops it.
   * @param definition what stands between the parentheses of CREATE TABLE
   */
  async createTable(name: string, definition: string): Promise<TableName> {
    return await this.use((session) => this.#tables.create(session, name, definition))
  }

  /** Rolls back what is open, gives back every connection, drops the tables that it made unless cleanupAfterTest is off. Safe to call twice. */
  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  protected async use<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const current = this.#current.getStore()
    if (current) return await work(current.session)
    const { connections, slots } = await this.#start()
    const giveBack = await slots.take()
    try {
      return await connections.use((session) => work(new LimitedSession(session, this.#limit)))
    } finally {
      giveBack()
    }
  }

  protected async run<T>(
    run: (transaction: TestTransaction) => Promise<T>,
    isolation: IsolationLevel | undefined,
  ): Promise<T> {
    const current = this.#current.getStore()
    if (current) return await current.transaction(run, isolation)
    return await this.use((session) => runTransaction(session, this.#level(isolation), this.#around, run))
  }

  protected async begin(isolation: IsolationLevel | undefined): Promise<TestTransaction> {
    const current = this.#current.getStore()
    if (current) return await current.transaction(isolation)
    return await new Promise((resolve, reject) => {
      const over = this.use(async (session) => {
        const transaction = await beginTransaction(session, this.#level(isolation), this.#around)
        this.#transactions.add(transaction)
        resolve(transaction)
        await transaction.over
        this.#transactions.delete(transaction)
      })
      over.catch(reject)
    })
  }

  protected async connections(session: Session): Promise<number> {
    if (session.engine !== 'postgres') return (await this.#start()).slots.used
    const [row] = await session.query<{ open: number }>(
      'select count(*) as open from pg_catalog.pg_stat_activity where datname = pg_catalog.current_database()',
    )
    return row?.open ?? 0
  }

  #level(isolation: IsolationLevel | undefined): IsolationLevel {
    return isolation === undefined ? this.config.isolationLevel : parseIsolationLevel(isolation)
  }

  #keep(session: TestSession, giveBack: () => void): TestSession {
    const close = async (): Promise<void> => {
      await session.close().finally(giveBack)
      this.#held.delete(kept)
    }
    const kept: TestSession = { ...session, close, [Symbol.asyncDispose]: close }
    this.#held.add(kept)
    return kept
  }

  /** One start for all who ask; one that failed is tried again by the next. */
  #start(): Promise<Started> {
    if (this.#closing) {
      throw new UnderstudyError('CONNECTION_CLOSED', {
        operation: 'use database',
        message: `The client of ${this.name} was closed`,
      })
    }
    this.#starting ??= this.#connect().catch((thrown: unknown) => {
      this.#starting = undefined
      throw thrown
    })
    return this.#starting
  }

  async #connect(): Promise<Started> {
    await refuseProduction(this.config.databaseUrl)
    const connections = await openConnections(this.config)
    const size = Math.min(this.config.connectionPoolSize, connections.most)
    return { connections, slots: new ConnectionSlots(size, this.config.poolTimeout) }
  }

  async #end(): Promise<void> {
    const started = await this.#starting?.catch(() => undefined)
    await Promise.all([...this.#transactions].map((transaction) => transaction.rollback()))
    await Promise.all([...this.#held].map((session) => session.close()))
    await this.#beside?.then(
      (sessions) => sessions.close(),
      () => {},
    )
    if (!started) return
    try {
      if (this.config.cleanupAfterTest) await started.connections.use((session) => this.#tables.drop(session))
    } finally {
      await started.connections.close()
    }
  }
}
