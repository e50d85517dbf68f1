import type pg from 'pg'
import { stopOnAbort } from '../../../database/postgres/cancel.ts'
import { isServerError } from '../../../database/postgres/failure.ts'
import { applicationName } from '../../../database/this-process.ts'
import { type DeferredConstraints, deferredConstraints, deferredQuery } from './deferred-constraints.ts'
import type { Job } from './job.ts'
import { type Performed, perform } from './perform.ts'

/** Nothing that a person calls a savepoint. */
const guard = '"understudy guard"'

/** Takes back everything since the last renewal, and stands where it stood. */
export const toGuard = `rollback to ${guard}`
/** What was done since is the transaction's; the next error takes nothing of it back. */
export const renewGuard: readonly string[] = [`release ${guard}`, `savepoint ${guard}`]

/** A transaction that waits for a test must not be ended for waiting. */
const unhurried = `
  select set_config(name, '0', false) from pg_catalog.pg_settings
  where name in ('idle_in_transaction_session_timeout', 'transaction_timeout', 'idle_session_timeout')`

/** What our own reading of values expects, as nearly every database has it. */
const usual = `
  select current_setting('datestyle') like 'ISO%' and current_setting('intervalstyle') = 'postgres'
    and current_setting('bytea_output') = 'hex' and current_setting('client_encoding') = 'UTF8' as usual`

/** Of a prepared statement that is not there. */
const unknownName = '26000'

/** One connection that worlds are held on, one after the other. */
export class HeldConnection {
  readonly driver: typeof pg
  readonly client: pg.Client
  /** As the database has them when no test has changed it. */
  readonly deferred: DeferredConstraints
  /** Whether values come as our own reading of them wants it, without a setting of ours. */
  readonly readsAsUsual: boolean
  /** Names that statements were prepared under by the protocol; they outlive a rollback. */
  readonly names = new Set<string>()
  onNotice: ((notice: unknown) => void) | undefined
  #lost = false

  private constructor(driver: typeof pg, client: pg.Client, deferred: DeferredConstraints, readsAsUsual: boolean) {
    this.driver = driver
    this.client = client
    this.deferred = deferred
    this.readsAsUsual = readsAsUsual
    client.on('notice', (notice) => this.onNotice?.(notice))
    client.on('end', () => {
      this.#lost = true
    })
  }

  static async open(driver: typeof pg, url: string): Promise<HeldConnection> {
    const client = new driver.Client({
      connectionString: url,
      fallback_application_name: applicationName(),
      keepAlive: true,
    })
    let failure: Error | undefined
    // Whoever asks next learns of it; without a listener the event would end the process.
    client.on('error', (error) => {
      failure = error
    })
    await client.connect()
    try {
      await client.query(unhurried)
      const { rows } = await client.query(deferredQuery)
      const settings = await client.query<{ usual: boolean }>(usual)
      if (failure) throw failure
      return new HeldConnection(driver, client, deferredConstraints(rows), settings.rows[0]?.usual === true)
    } catch (thrown) {
      await client.end()
      throw thrown
    }
  }

  get isLost(): boolean {
    return this.#lost
  }

  /** One round trip. Whatever the test does is undone by the server itself when this connection ends. */
  async begin(): Promise<void> {
    await this.client.query(`begin; savepoint ${guard}`)
  }

  /** With a query behind it in the same message: answers its column called count. */
  async rollback(query?: string): Promise<unknown> {
    if (query === undefined) {
      await this.client.query('rollback')
      return undefined
    }
    const { rows } = await this.script('rollback', query)
    return rows[0]?.count
  }

  async script(...statements: readonly string[]): Promise<pg.QueryResult> {
    const answer: pg.QueryResult | pg.QueryResult[] = await this.client.query(statements.join('; '))
    return Array.isArray(answer) ? lastOf(answer) : answer
  }

  async readDeferred(): Promise<DeferredConstraints> {
    return deferredConstraints((await this.client.query(deferredQuery)).rows)
  }

  /** With a signal, `after` waits until no request to cancel can be on its way any more. */
  async perform(job: Job, after: (thrown?: unknown) => void, behind?: readonly string[]): Promise<Performed> {
    if (!job.signal) return await perform(this.driver, this.client, job, after, behind)
    try {
      const performed = await stopOnAbort(this.client, job.signal, () =>
        perform(this.driver, this.client, job, () => {}, behind),
      )
      after()
      return performed
    } catch (thrown) {
      after(thrown)
      throw thrown
    }
  }

  /** A statement that every test ends with, planned once; a test that deallocates all takes the plan away. */
  async planned(name: string, text: string): Promise<pg.QueryResult> {
    try {
      return await this.client.query({ name, text })
    } catch (thrown) {
      if (!isServerError(thrown) || thrown.code !== unknownName) throw thrown
      this.#forget([name])
      return await this.client.query({ name, text })
    }
  }

  /** For the next test: nothing is prepared under any name. */
  async forgetNames(): Promise<void> {
    if (this.names.size === 0) return
    await this.client.query('deallocate all')
    this.#forget(this.names)
    this.names.clear()
  }

  #forget(names: Iterable<string>): void {
    const { parsedStatements } = parsedBy(this.client)
    for (const name of names) delete parsedStatements[name]
  }

  async end(): Promise<void> {
    await this.client.end()
  }
}

/** pg keeps under each name what it has prepared; its types leave that out. */
function parsedBy(client: pg.Client): { parsedStatements: Record<string, string> } {
  return client.connection as pg.Connection & { parsedStatements: Record<string, string> }
}

function lastOf(answers: readonly pg.QueryResult[]): pg.QueryResult {
  return answers.at(-1)!
}
