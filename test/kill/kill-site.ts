import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../../packages/sdk/src/database/adapter.ts'
import { connect } from '../../packages/sdk/src/database/connect.ts'
import { readLedgers } from '../../packages/sdk/src/ledger/read-ledgers.ts'
import type { Resource } from '../../packages/sdk/src/ledger/resource.ts'
import { sweep } from '../../packages/sdk/src/ledger/sweep.ts'
import type { SweepReport } from '../../packages/sdk/src/ledger/sweep-report.ts'
import { removeProductionData } from '../../packages/sdk/src/production/remove-production-data.ts'
import { key, openTestDataApp, type TestDataApp } from '../../packages/sdk/test/test-data-app.ts'
import { startPostgres, type TestPostgres } from '../postgres.ts'
import { RunningProgram } from './running-program.ts'
import { sqliteTables, tables } from './work.ts'

const secret = { id: 'ci', key }

/** All that there is at one moment, each thing by a name of its own. */
export interface Standing {
  /** What runs make: databases, schemas, files, rows, records in production. */
  readonly made: readonly string[]
  /** A hash over everything that was there before, in every place. */
  readonly foreign: string
}

/** A server, files and an application with real data, where programs make contexts, are killed, and are swept up. */
export class KillSite implements AsyncDisposable {
  readonly ledger: string
  readonly #folder: string
  readonly #temp: string
  readonly #postgres: TestPostgres
  readonly #databases: Readonly<Record<'maintenance' | 'shared' | 'sqlite', Database>>
  readonly #app: TestDataApp
  readonly #http: Server
  readonly #api: string
  readonly #pids = new Set<number>()

  private constructor(parts: {
    folder: string
    postgres: TestPostgres
    databases: Readonly<Record<'maintenance' | 'shared' | 'sqlite', Database>>
    app: TestDataApp
    http: Server
    api: string
  }) {
    this.#folder = parts.folder
    this.#temp = join(parts.folder, 'temp')
    this.ledger = join(parts.folder, 'ledger')
    this.#postgres = parts.postgres
    this.#databases = parts.databases
    this.#app = parts.app
    this.#http = parts.http
    this.#api = parts.api
  }

  static async open(): Promise<KillSite> {
    const folder = await mkdtemp(join(tmpdir(), 'understudy-kill-'))
    await mkdir(join(folder, 'temp'))
    await writeFile(join(folder, 'temp', 'understudy-theirs'), 'theirs')
    const postgres = await startPostgres()
    const maintenance = await connect(postgres.url)
    for (const name of Object.values(databaseNames)) await maintenance.query(`create database ${name}`)
    {
      await using source = await connect(inDatabase(postgres.url, databaseNames.source))
      await source.execute(`${tables} insert into authors (name, owner) values ('Grace', 'theirs')`)
    }
    const shared = await connect(inDatabase(postgres.url, databaseNames.shared))
    await shared.execute(`${tables}
      insert into authors (name, owner) select 'author ' || i, 'theirs' from generate_series(1, 50) i;
      insert into books (author_id, owner) select i, 'theirs' from generate_series(1, 50) i;
      create schema understudy_theirs; create table understudy_theirs.kept as select * from authors;`)
    const sqlite = await connect(`sqlite:${join(folder, 'source.db')}`)
    await sqlite.execute(`${sqliteTables} insert into authors values (1, 'Grace', 'theirs')`)
    const app = await openTestDataApp(`sqlite:${join(folder, 'app.db')}`, {
      limits: { perMinute: { testId: 1e6, key: 1e6, all: 1e6 } },
    })
    // Makes the registry's tables.
    await app.api.reap()
    const http = await serve(app)
    const address = http.address()
    if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.')
    const api = `http://127.0.0.1:${address.port}`
    return new KillSite({ folder, postgres, databases: { maintenance, shared, sqlite }, app, http, api })
  }

  start(owner: string, seed: number): RunningProgram {
    const { url } = this.#postgres
    const work = {
      owner,
      seed,
      ledger: this.ledger,
      source: inDatabase(url, databaseNames.source),
      shared: inDatabase(url, databaseNames.shared),
      sqlite: `sqlite:${join(this.#folder, 'source.db')}`,
      api: this.#api,
      secret,
    }
    const program = join(import.meta.dirname, 'program.ts')
    const running = new RunningProgram(program, work, this.#env())
    this.#pids.add(running.pid)
    return running
  }

  /** As `understudy sweep` does it, with the programs' folder of temporary files. */
  async sweep(): Promise<SweepReport> {
    const held = process.env.TMPDIR
    process.env.TMPDIR = this.#temp
    try {
      return await sweep({
        folder: this.ledger,
        removers: { production: (resource, options) => removeProductionData(resource, { ...options, secret }) },
      })
    } finally {
      if (held === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = held
    }
  }

  /** A sweep that is killed so many milliseconds after it began, unless it was faster. */
  async killedSweep(delay: number): Promise<void> {
    const program = join(import.meta.dirname, 'sweeper.ts')
    const sweeper = new RunningProgram(program, { ledger: this.ledger, secret }, this.#env())
    await sweeper.until(1)
    await sleep(delay)
    await sweeper.stop()
  }

  /** What the runs of a process have written down, by the names that `standing` gives. */
  async intended(pid: number): Promise<Set<string>> {
    const { files } = await readLedgers(this.ledger)
    const own = files.filter(({ header }) => header.pid === pid)
    return new Set(own.flatMap(({ open }) => open.flatMap(({ resource }) => namesOf(resource))))
  }

  /** Whether it is at work on the server: busy with a statement, or in the middle of a transaction. */
  async isAt(program: RunningProgram): Promise<'nothing' | 'a statement' | 'a transaction'> {
    const states = await this.#databases.maintenance.query<{ state: string }>(
      "select state from pg_stat_activity where application_name = $1 and state <> 'idle'",
      [program.application],
    )
    if (states.length === 0) return 'nothing'
    return states.some(({ state }) => state === 'active') ? 'a statement' : 'a transaction'
  }

  async standing(): Promise<Standing> {
    const { maintenance, shared } = this.#databases
    const names = async (database: Database, text: string) =>
      (await database.query<{ name: string }>(text)).map(({ name }) => name)
    const ours = "like 'understudy\\_%'"
    const databases = await names(maintenance, `select datname as name from pg_database where datname ${ours}`)
    const schemas = await names(shared, `select nspname as name from pg_namespace where nspname ${ours}`)
    const rows = await names(
      shared,
      `select 'authors ' || id as name from authors where owner <> 'theirs'
       union all select 'books ' || id from books where owner <> 'theirs'`,
    )
    const records = await names(
      this.#app.db,
      `select 'of ' || coalesce(r.test_id, 'nobody: ' || b.id) as name from builders b
       left join understudy_test_api_records r on r.creation = b.id where b.is_test = 1
       union select 'of ' || test_id from understudy_test_api_records where state <> 'gone'`,
    )
    const files = await readdir(this.#temp)
    const made = [
      ...databases.filter((name) => this.#isOfHere(name)).map((name) => `database ${name}`),
      ...schemas.map((name) => `schema ${name}`),
      ...rows.map((name) => `row ${name}`),
      ...records.map((name) => `record ${name}`),
      ...files.map((name) => `file ${name}`),
    ]
    return { made: made.filter((name) => !theirs.has(name)).sort(), foreign: await this.#foreign(made) }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#http.closeAllConnections()
    this.#http.close()
    await this.#app.close()
    const { maintenance, shared, sqlite } = this.#databases
    await shared.close()
    await sqlite.close()
    for (const name of Object.values(databaseNames)) await maintenance.query(`drop database ${name} with (force)`)
    await maintenance.close()
    await this.#postgres.stop()
    await rm(this.#folder, { recursive: true, force: true })
  }

  /** A server that was there before may have databases of other tests, which come and go; names tell the pid. */
  #isOfHere(database: string): boolean {
    if (!process.env.TEST_DATABASE_URL || database === databaseNames.theirs) return true
    return this.#pids.has(Number(/^understudy_\d+t\d+_(\d+)_/.exec(database)?.[1]))
  }

  #env(): NodeJS.ProcessEnv {
    return { ...process.env, TMPDIR: this.#temp, NODE_OPTIONS: '' }
  }

  async #foreign(made: readonly string[]): Promise<string> {
    const { shared, sqlite } = this.#databases
    const hash = createHash('sha256')
    hash.update(JSON.stringify(made.filter((name) => theirs.has(name)).sort()))
    const own = "where owner = 'theirs' order by id"
    for (const [database, text] of [
      [shared, `select * from authors ${own}`],
      [shared, `select * from books ${own}`],
      [shared, 'select * from understudy_theirs.kept order by id'],
      [sqlite, 'select * from authors order by id'],
      [this.#app.db, 'select * from builders where is_test = 0 order by id'],
      [this.#app.db, 'select * from bookings where is_test = 0 order by id'],
    ] as const)
      hash.update(JSON.stringify(await database.query(text)))
    return hash.digest('hex')
  }
}

const unique = `${process.pid}_${randomBytes(4).toString('hex')}`
const databaseNames = {
  source: `kill_source_${unique}`,
  shared: `kill_shared_${unique}`,
  theirs: `understudy_theirs_${unique}`,
} as const

/** What has our name and stands in nobody's ledger: no sweep may touch it. */
const theirs: ReadonlySet<string> = new Set([
  `database ${databaseNames.theirs}`,
  'schema understudy_theirs',
  'file understudy-theirs',
])

function namesOf(resource: Resource): string[] {
  switch (resource.kind) {
    case 'postgres-database':
      return [`database ${resource.name}`]
    case 'postgres-schema':
      return [`schema ${resource.name}`]
    case 'path':
      return [`file ${resource.path.split('/').at(-1)}`]
    case 'rows':
      return resource.rows.map(({ id }) => `row ${resource.table.replace('public.', '')} ${id}`)
    case 'production':
      return [`record of ${resource.testId}`]
  }
}

function inDatabase(url: string, name: string): string {
  const made = new URL(url)
  made.pathname = `/${name}`
  return made.href
}

async function serve({ api }: TestDataApp): Promise<Server> {
  const server = createServer(async (incoming, outgoing) => {
    try {
      const chunks: Buffer[] = []
      for await (const chunk of incoming) chunks.push(chunk)
      const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)])
      const body = Buffer.concat(chunks)
      const request = new Request(`http://${incoming.headers.host}${incoming.url}`, {
        method: incoming.method ?? 'GET',
        headers: headers.filter(([name]) => name !== 'connection'),
        ...(body.length > 0 && { body }),
      })
      const response = await api(request)
      outgoing.writeHead(response.status, Object.fromEntries(response.headers))
      outgoing.end(Buffer.from(await response.arrayBuffer()))
    } catch {
      // Who asked was killed in the middle of it.
      outgoing.destroy()
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}
