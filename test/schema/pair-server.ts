import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import pg from 'pg'
import { connect } from '../../packages/sdk/src/database/connect.ts'
import { loadSqlFile } from '../../packages/sdk/src/database/sql-file/load.ts'
import { UnderstudyError } from '../../packages/sdk/src/errors.ts'
import { pgDumpOf } from './dump.ts'

/** A server to make databases and roles on, which are gone when it is closed. */
export class PairServer implements AsyncDisposable {
  readonly major: number
  /** The program that dumps databases of this server. */
  readonly pgDump: string | undefined
  readonly #maintenance: pg.Client
  readonly #url: string
  readonly #databases = new Set<string>()
  readonly #roles = new Set<string>()

  private constructor(maintenance: pg.Client, url: string, major: number, pgDump: string | undefined) {
    this.#maintenance = maintenance
    this.#url = url
    this.major = major
    this.pgDump = pgDump
  }

  static async open(url: string): Promise<PairServer> {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    const { rows } = await client.query<{ version: number }>(
      "select current_setting('server_version_num')::int as version",
    )
    const major = Math.floor(rows[0]!.version / 10_000)
    return new PairServer(client, url, major, await pgDumpOf(major))
  }

  /** A database of its own, empty or a copy of another that nobody is connected to. */
  async create(template?: string): Promise<string> {
    const name = `understudy_pair_${randomBytes(6).toString('hex')}`
    this.#databases.add(name)
    const copied = template === undefined ? '' : ` template ${pg.escapeIdentifier(databaseOf(template))}`
    // Half the work of a copy that the log has as well, where it can be chosen.
    const byFiles = this.major < 15 ? '' : ' strategy file_copy'
    await this.#maintenance.query(`create database ${pg.escapeIdentifier(name)}${copied}${byFiles}`)
    const url = new URL(this.#url)
    url.pathname = `/${name}`
    return url.href
  }

  async drop(url: string): Promise<void> {
    const name = databaseOf(url)
    await this.#maintenance.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`)
    this.#databases.delete(name)
  }

  /** A database that a file was loaded into. Roles belong to the whole server: those that the file speaks of are made. */
  async load(path: string): Promise<string> {
    for (const [, role] of (await readFile(path, 'utf8')).matchAll(/\bcreate role (\w+)/gi)) await this.#makeRole(role!)
    for (;;) {
      const url = await this.create()
      const database = await connect(url, { maxConnections: 1 })
      try {
        await loadSqlFile(database, path, { missingRoles: 'fail' })
        return url
      } catch (thrown) {
        await database.close()
        await this.drop(url)
        const role =
          thrown instanceof UnderstudyError ? /\brole "([^"]+)" does not exist/.exec(thrown.message)?.[1] : undefined
        if (role === undefined || this.#roles.has(role)) throw thrown
        await this.#makeRole(role)
      } finally {
        await database.close()
      }
    }
  }

  /** A database that a script was run in. */
  async run(script: string): Promise<string> {
    const url = await this.create()
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(script).finally(() => client.end())
    return url
  }

  async #makeRole(role: string): Promise<void> {
    if (this.#roles.has(role)) return
    const found = await this.#maintenance.query('select from pg_roles where rolname = $1', [role])
    if (found.rowCount === 0) await this.#maintenance.query(`create role ${pg.escapeIdentifier(role)}`)
    this.#roles.add(role)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const name of this.#databases)
      await this.#maintenance.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`)
    for (const role of this.#roles) await this.#maintenance.query(`drop role if exists ${pg.escapeIdentifier(role)}`)
    await this.#maintenance.end()
  }
}

function databaseOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1))
}
