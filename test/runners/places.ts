import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import { connect } from '../../packages/sdk/src/database/connect.ts'

const notes = `
  create table notes (id integer primary key, text text not null);
  insert into notes values (1, 'before');
`

/** A database that tests run on, and what a run may have left of it. */
export interface Place extends AsyncDisposable {
  readonly url: string
  /** Rows that tests added, databases that they made. */
  left(): Promise<readonly string[]>
}

/** A role may make databases and little else, and all that it has made can be told from what others do on the server. */
export async function postgresPlace(): Promise<Place> {
  const role = `understudy_runner_${randomBytes(4).toString('hex')}`
  const server = inject('testServer').url
  const own = new URL(server)
  own.username = role
  own.pathname = `/${role}`
  await on(server, `create role ${role} login createdb`)
  await on(server, `create database ${role} owner ${role}`)
  await on(own.href, notes)
  const databases = `
    select datname as left from pg_database join pg_roles on pg_roles.oid = datdba
    where rolname = '${role}' and datname <> '${role}'`
  return {
    url: own.href,
    async left() {
      const made = await on(server, databases)
      const added = await on(own.href, 'select text as left from notes where id <> 1')
      return [...made, ...added].map((row) => row.left)
    },
    async [Symbol.asyncDispose]() {
      for (const { left } of await on(server, databases)) await on(server, `drop database "${left}" with (force)`)
      await on(server, `drop database ${role} with (force)`)
      await on(server, `drop role ${role}`)
    },
  }
}

export async function sqlitePlace(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'runner-database-'))
  const url = `sqlite:${join(folder, 'app.db')}`
  {
    await using database = await connect(url)
    await database.execute(notes)
  }
  return {
    url,
    async left() {
      await using database = await connect(url)
      const added = await database.query<{ text: string }>('select text from notes where id <> 1')
      return added.map((row) => row.text)
    },
    async [Symbol.asyncDispose]() {
      rmSync(folder, { recursive: true })
    },
  }
}

async function on(url: string, sql: string): Promise<{ left: string }[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<{ left: string }>(sql)).rows
  } finally {
    await client.end()
  }
}
