import type { Client } from 'pg'
import type { Lookup } from '../../database/adapter.ts'
import { isServerError } from '../../database/postgres/failure.ts'
import { importPg } from '../../database/postgres/import-pg.ts'
import { socketsBy } from '../../database/postgres/lending-socket.ts'
import { readingTypes } from '../../database/postgres/reading-types.ts'
import { trackTransactionStatus } from '../../database/postgres/transaction-status.ts'
import { LinkSession } from '../../database/session.ts'
import { applicationName } from '../../database/this-process.ts'
import { redactUrl } from '../../database/url.ts'
import { messageOf, UnderstudyError } from '../../errors.ts'
import { writeRefused } from '../write-refused.ts'
import { OneStatementLink } from './one-statement-link.ts'

const usualPatience = 10

/** What must stay so for as long as the transaction lasts. Where the server is too old to know one, it is left out. */
const settings = {
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  bytea_output: 'hex',
  extra_float_digits: '1',
  standard_conforming_strings: 'on',
  // Postgres then fails where it would have hidden rows.
  row_security: 'off',
  statement_timeout: '0',
  transaction_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  idle_session_timeout: '0',
}

/** The system reads ahead of whoever reads pages in order; workers of the server would only hand them over. */
const readInOrder = { effective_io_concurrency: '0' }

const setThem = `
  select pg_catalog.set_config(wanted.key, wanted.value, true)
  from pg_catalog.json_each_text($1::json) as wanted(key, value)
  where pg_catalog.current_setting(wanted.key, true) is not null`

const begin = 'begin transaction isolation level repeatable read, read only, not deferrable'

/**
 * What is no longer so. Allowed are locks of relations for reading, that of the transaction on its own number, the one
 * that Postgres takes when it tells where a sequence stands, and, where that was asked for, those of lo_get.
 */
const noLongerSo = `
  select what from (values
    ('it may write', pg_catalog.current_setting('transaction_read_only') <> 'on'),
    ('it reads what others commit', pg_catalog.current_setting('transaction_isolation') <> 'repeatable read'),
    ('it has written', pg_catalog.txid_current_if_assigned() is not null)
  ) as seen(what, holds) where holds
  union all
  select distinct pg_catalog.format('it has a lock: %s of %s', mode, locktype) from pg_catalog.pg_locks
  where pid = pg_catalog.pg_backend_pid()
    and mode <> 'AccessShareLock' and not (locktype = 'virtualxid' and mode = 'ExclusiveLock')
    and not (locktype = 'relation' and mode = 'RowExclusiveLock'
      and exists (select from pg_catalog.pg_class c where c.oid = relation and c.relkind = 'S'))
    and not ($1::boolean and locktype = 'relation' and mode = 'RowExclusiveLock' and relation in
      ('pg_catalog.pg_largeobject'::pg_catalog.regclass, 'pg_catalog.pg_largeobject_loid_pn_index'::pg_catalog.regclass))`

/** One connection to a source, which is in a read-only transaction whenever anybody has it. */
export class SourceConnection {
  readonly link: OneStatementLink
  readonly #client: Client
  #lost = false

  private constructor(client: Client, link: OneStatementLink) {
    this.#client = client
    this.link = link
    client.on('error', () => {
      this.#lost = true
    })
    client.on('end', () => {
      this.#lost = true
    })
  }

  static async open(url: string, lookup?: Lookup): Promise<SourceConnection> {
    const driver = await importPg()
    const client = new driver.Client({
      connectionString: url,
      fallback_application_name: applicationName(),
      types: readingTypes(driver.types),
      stream: socketsBy(lookup),
      connectionTimeoutMillis: Number(/[?&]connect_timeout=(\d+)/.exec(url)?.[1] ?? usualPatience) * 1000,
    })
    // pg tells of a connection that fails by this event too, which would end the process.
    client.on('error', () => {})
    try {
      await client.connect()
    } catch (thrown) {
      await client.end().catch(() => {})
      throw new UnderstudyError('CONNECTION_FAILED', {
        operation: 'connect to the source',
        message: `No connection to ${redactUrl(url)}: ${messageOf(thrown)}`,
        ...(isServerError(thrown) ? { details: { sqlstate: thrown.code } } : { cause: thrown }),
      })
    }
    trackTransactionStatus(client)
    return new SourceConnection(client, new OneStatementLink(client, driver))
  }

  get isLost(): boolean {
    return this.#lost
  }

  /** The server's process for this client, as it was told when it connected. */
  get toldProcess(): number {
    return processOf(this.#client)
  }

  async serverProcess(): Promise<number> {
    const { rows } = await this.link.run('select pg_catalog.pg_backend_pid() as pid', [])
    return numberIn(rows[0], 'pid')
  }

  /**
   * @param snapshot of another connection, which this one is to see as well
   * @param path where bare names are looked up
   * @param inOrder whether tables are read from one end to the other
   */
  async begin(snapshot: string | undefined, path: string, inOrder = false): Promise<void> {
    const wanted = { ...settings, search_path: path, ...(inOrder ? readInOrder : {}) }
    await this.link.inTurn([
      { text: begin },
      // The name comes from the server itself.
      ...(snapshot === undefined ? [] : [{ text: `set transaction snapshot '${snapshot.replaceAll("'", "''")}'` }]),
      { name: 'understudy settings', text: setThem, parameters: [JSON.stringify(wanted)] },
    ])
  }

  /** Fails where the transaction is not what it was begun as, or holds more than what reading takes. */
  async prove({ largeObjects = false } = {}): Promise<void> {
    const { rows } = await this.link.runPrepared('understudy proof', noLongerSo, [largeObjects])
    if (rows.length === 0) return
    const reasons = rows.map((row) => String(Reflect.get(Object(row), 'what')))
    throw writeRefused(`what was done in its read-only transaction: ${reasons.join(', ')}`)
  }

  async rollback(): Promise<void> {
    await this.link.run('rollback', [])
  }

  /** For our own questions, inside the transaction. */
  session(): LinkSession {
    return new LinkSession(this.link, 1)
  }

  async close(): Promise<void> {
    this.#lost = true
    await this.#client.end().catch(() => {})
  }
}

/** pg keeps it under this name; its types leave it out. */
function processOf(client: Client): number {
  return (client as Client & { processID: number }).processID
}

function numberIn(row: unknown, name: string): number {
  return Number(Reflect.get(Object(row), name))
}
