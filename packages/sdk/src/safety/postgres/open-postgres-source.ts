import type { Lookup, Session, TableName } from '../../database/adapter.ts'
import { together } from '../../database/flight.ts'
import { refuseAborted } from '../../database/lane.ts'
import { quoteIdentifier, quoteTable } from '../../database/postgres/quote.ts'
import { LinkSession } from '../../database/session.ts'
import { redactUrl } from '../../database/url.ts'
import { UnderstudyError } from '../../errors.ts'
import { fingerprintOfDatabase } from '../fingerprint-of-database.ts'
import type { GuardedSource, SourceSessionOptions } from '../guarded-source.ts'
import type { SafetyCheck } from '../safety-check.ts'
import { SourceSlots } from '../source-slots.ts'
import { type CallRules, readingLargeObjects } from '../statements/call-rules.ts'
import { tablesWithHiddenRows } from './hidden-rows.ts'
import { refuseSharedConnections } from './pooling.ts'
import { readCallRules } from './read-call-rules.ts'
import { ReadingLink } from './reading-link.ts'
import { SourceConnection } from './source-connection.ts'
import { writePrivileges } from './write-privileges.ts'

/** How often the connection that keeps the snapshot is used, so that nothing between here and there takes it for idle. */
const keepAlive = 30_000

export interface SourceOptions {
  readonly sessions: number
  readonly mayWrite: boolean
  readonly partial: boolean
  readonly signal: AbortSignal | undefined
  /** Of another source, which keeps it. */
  readonly snapshot: string | undefined
  readonly lookup: Lookup | undefined
  /** What was looked at before it was opened. */
  readonly before: readonly SafetyCheck[]
}

interface Seen {
  readonly snapshot: string
  readonly identity: string | undefined
  readonly path: string
  readonly rules: CallRules
  readonly checks: readonly SafetyCheck[]
}

/** A Postgres database as of one moment; what a role could write, or must not see, refuses it. */
export async function openPostgresSource(url: string, options: SourceOptions): Promise<GuardedSource> {
  refuseAborted(options.signal)
  const keeper = await SourceConnection.open(url, options.lookup)
  let ahead: Promise<SourceConnection | undefined> | undefined
  try {
    await refuseSharedConnections(url, keeper, options.lookup)
    // For the first session, which hears of it where there can be none.
    ahead = SourceConnection.open(url, options.lookup).catch(() => undefined)
    await keeper.begin(options.snapshot, 'pg_catalog')
    const seen = await look(keeper, options)
    refuseAborted(options.signal)
    return new PostgresSource(url, keeper, seen, options, await ahead)
  } catch (thrown) {
    await Promise.all([keeper.close(), ahead?.then((one) => one?.close())])
    throw thrown
  }
}

async function look(keeper: SourceConnection, { mayWrite, partial, snapshot, before }: SourceOptions): Promise<Seen> {
  const seen = await keeper.session().flight((session) =>
    together({
      snapshot: snapshot === undefined ? exported(session) : Promise.resolve(snapshot),
      role: roleCheck(session, mayWrite),
      rows: rowsCheck(session, partial),
      fingerprint: fingerprintOfDatabase(session),
      path: searchPath(session),
      rules: readCallRules(session),
    }),
  )
  await keeper.prove()
  const readOnly: SafetyCheck = {
    name: 'source is read-only',
    outcome: 'passed',
    message: 'Each session is a read-only transaction on one snapshot',
  }
  const { path, rules } = seen
  return {
    snapshot: seen.snapshot,
    identity: seen.fingerprint.identity,
    path,
    rules,
    checks: [...before, readOnly, seen.role, seen.rows],
  }
}

async function exported(session: Pick<Session, 'query'>): Promise<string> {
  const [row] = await session.query<{ snapshot: string }>('select pg_catalog.pg_export_snapshot() as snapshot')
  return row?.snapshot ?? ''
}

/** pg_catalog, and the schemas of extensions: without their operators a citext would be compared as a text. */
async function searchPath(session: Pick<Session, 'query'>): Promise<string> {
  const rows = await session.query<{ name: string }>(
    `select distinct n.nspname as name from pg_catalog.pg_extension e
    join pg_catalog.pg_namespace n on n.oid = e.extnamespace where n.nspname <> 'pg_catalog' order by 1`,
  )
  return ['pg_catalog', ...rows.map(({ name }) => quoteIdentifier(name))].join(', ')
}

async function roleCheck(session: Pick<Session, 'query'>, mayWrite: boolean): Promise<SafetyCheck> {
  const name = 'source role cannot write'
  const found = await writePrivileges(session)
  if (!found) return { name, outcome: 'passed', message: 'The role of the source has no right to write' }
  const more = found.total - found.some.length
  const message = `The role ${found.role} of the source could write: it has ${found.some.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  if (mayWrite) return { name, outcome: 'waived', message }
  throw new UnderstudyError('SOURCE_CAN_WRITE', {
    operation: 'open the source',
    message,
    details: { role: found.role, rights: found.some, total: found.total },
  })
}

async function rowsCheck(session: Pick<Session, 'query'>, partial: boolean): Promise<SafetyCheck> {
  const tables = await tablesWithHiddenRows(session)
  if (tables.length === 0)
    return {
      name: 'source shows all rows',
      outcome: 'passed',
      message: 'No row-level security hides rows from the role',
    }
  const message = `Row-level security hides rows of ${tables.length === 1 ? 'a table' : `${tables.length} tables`} from the role: ${tables.slice(0, 5).join(', ')}`
  if (partial) return { name: 'source shows all rows', outcome: 'waived', message }
  throw new UnderstudyError('SOURCE_UNSUITED', {
    operation: 'open the source',
    message,
    hint: 'Use a role with BYPASSRLS, or take the right to read these tables from it.',
    details: { tables },
  })
}

class PostgresSource implements GuardedSource {
  readonly engine = 'postgres'
  readonly name: string
  readonly identity: string | undefined
  readonly checks: readonly SafetyCheck[]
  readonly snapshot: string
  readonly #url: string
  readonly #lookup: Lookup | undefined
  readonly #keeper: SourceConnection
  readonly #keeping: LinkSession
  readonly #seen: Seen
  readonly #signal: AbortSignal | undefined
  readonly #slots: SourceSlots
  readonly #idle: SourceConnection[] = []
  readonly #heartbeat: NodeJS.Timeout
  #closing: Promise<void> | undefined

  /** @param idle a connection that nobody has begun anything on */
  constructor(
    url: string,
    keeper: SourceConnection,
    seen: Seen,
    { sessions, signal, lookup }: SourceOptions,
    idle: SourceConnection | undefined,
  ) {
    if (idle) this.#idle.push(idle)
    this.name = redactUrl(url)
    this.identity = seen.identity
    this.checks = seen.checks
    this.snapshot = seen.snapshot
    this.#url = url
    this.#lookup = lookup
    this.#keeper = keeper
    this.#keeping = keeper.session()
    this.#seen = seen
    this.#signal = signal
    this.#slots = new SourceSlots(sessions, this.name)
    this.#heartbeat = setInterval(() => {
      // A failure ends the connection, which isAlive tells.
      this.#keeping.query('select 1').catch(() => {})
    }, keepAlive).unref()
  }

  session<T>(run: (session: Session) => Promise<T>, options: SourceSessionOptions = {}) {
    const signals = [this.#signal, options.signal].filter((signal) => signal !== undefined)
    const signal = signals.length > 1 ? AbortSignal.any(signals) : signals[0]
    return this.#slots.use(signal, () => this.#onSnapshot(signal, run, options))
  }

  isAlive(): boolean {
    return !this.#keeper.isLost
  }

  async hold(tables: readonly TableName[]): Promise<void> {
    if (tables.length === 0) return
    const names = tables.map(quoteTable)
    await this.#keeping.query(`lock table only ${names.join(', only ')} in access share mode`)
    const changed = await this.#keeping.query<{ name: string }>(
      `select c.oid::pg_catalog.regclass::text as name from pg_catalog.pg_class c
      where c.oid = any (select name::pg_catalog.regclass from pg_catalog.json_array_elements_text($1::json) as t(name))
        and c.relkind <> 'p' and c.relfilenode <> pg_catalog.pg_relation_filenode(c.oid)`,
      [JSON.stringify(names)],
    )
    if (changed.length === 0) return
    throw new UnderstudyError('SOURCE_UNSUITED', {
      operation: 'hold the tables of the source',
      message: `Since the snapshot was taken, somebody emptied or rewrote ${changed.map(({ name }) => name).join(', ')}`,
      hint: 'Begin anew; nothing was copied.',
    })
  }

  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #end(): Promise<void> {
    clearInterval(this.#heartbeat)
    await this.#slots.close()
    await Promise.all([this.#keeper, ...this.#idle.splice(0)].map((connection) => connection.close()))
  }

  async #onSnapshot<T>(
    signal: AbortSignal | undefined,
    run: (session: Session) => Promise<T>,
    { largeObjects = false, inOrder = false }: SourceSessionOptions,
  ): Promise<T> {
    const connection = await this.#begun(inOrder)
    const { path } = this.#seen
    const rules = largeObjects ? readingLargeObjects(this.#seen.rules) : this.#seen.rules
    const session = new LinkSession(new ReadingLink(connection.link, rules, path !== 'pg_catalog'), 1, signal)
    let clean = false
    try {
      const result = await run(session)
      await session.finish('The session is over', () => connection.prove({ largeObjects }))
      clean = true
      return result
    } finally {
      session.end('The session is over')
      await this.#putBack(connection, clean)
    }
  }

  async #begun(inOrder: boolean): Promise<SourceConnection> {
    if (!this.isAlive()) throw gone(this.name)
    const idle = this.#idle.pop()
    const connection = idle && !idle.isLost ? idle : await SourceConnection.open(this.#url, this.#lookup)
    try {
      await connection.begin(this.snapshot, this.#seen.path, inOrder)
      return connection
    } catch (thrown) {
      await connection.close()
      throw this.isAlive() ? thrown : gone(this.name)
    }
  }

  /** What failed, or was read only in part, is cut: nobody waits for the rest of it. */
  async #putBack(connection: SourceConnection, clean: boolean): Promise<void> {
    try {
      if (!clean || connection.isLost) return await connection.close()
      await connection.rollback()
      this.#idle.push(connection)
    } catch {
      await connection.close()
    }
  }
}

function gone(name: string): UnderstudyError {
  return new UnderstudyError('CONNECTION_LOST', {
    operation: 'read the source',
    message: `The connection that kept the state of ${name} is lost, and the state with it`,
  })
}
