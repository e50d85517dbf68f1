import { createHash, randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import type {} from './global-setup.ts'

/**
 * A Postgres database for one test file, gone after it: `const url = await testDatabase('shop')`. The name only helps to
 * find it; two files that use the same name don't meet. Given a template (see templateDatabase), it is a copy of that.
 */
export async function testDatabase(name = 'test', template?: string): Promise<string> {
  const database = databaseName(name, randomBytes(4).toString('hex'))
  const copied = template === undefined ? '' : ` template ${pg.escapeIdentifier(template)}`
  await maintain(async (client) =>
    client.query(`create database ${pg.escapeIdentifier(database)}${copied}${await byFiles(client)}`),
  )
  afterAll(() =>
    maintain((client) => client.query(`drop database if exists ${pg.escapeIdentifier(database)} with (force)`)),
  )
  return urlOf(database)
}

/**
 * The name of a database that `build` has filled, built once per run however many files ask for it. `content` stands for
 * all that goes into it, such as the SQL itself: it is hashed. No connection may stay open to it.
 */
export async function templateDatabase(content: string, build: (url: string) => Promise<void>): Promise<string> {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 16)
  const template = databaseName('template', hash)
  return maintain(async (client) => {
    await client.query('select pg_advisory_lock(hashtext($1))', [template])
    const found = await client.query('select 1 from pg_database where datname = $1', [template])
    if (found.rowCount === 0) {
      const draft = databaseName('draft', hash)
      await client.query(`drop database if exists ${pg.escapeIdentifier(draft)} with (force)`)
      await client.query(`create database ${pg.escapeIdentifier(draft)}${await byFiles(client)}`)
      await build(urlOf(draft))
      await client.query(`alter database ${pg.escapeIdentifier(draft)} rename to ${pg.escapeIdentifier(template)}`)
    }
    return template
  })
}

/** To copy the files is half the work of a copy that the log has as well; Postgres 14 knows nothing else, and no word for it. */
async function byFiles(client: pg.Client): Promise<string> {
  const { rows } = await client.query("select current_setting('server_version_num')::int >= 150000 as chosen")
  return rows[0].chosen ? ' strategy file_copy' : ''
}

function databaseName(name: string, suffix: string): string {
  return `understudy_${inject('testServer').runId}_${name.replaceAll(/[^a-z0-9]+/gi, '_').slice(0, 24)}_${suffix}`
}

function urlOf(database: string): string {
  const url = new URL(inject('testServer').url)
  url.pathname = `/${database}`
  return url.href
}

/** Runs on a connection of its own to the maintenance database; ending it frees what it had locked. */
async function maintain<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: inject('testServer').url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
