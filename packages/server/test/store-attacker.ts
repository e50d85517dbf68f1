import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import pg from 'pg'
import type { StoreConfig } from '../src/store/open-store.ts'

/**
 * Runs statements as somebody who owns the machine: past triggers, roles and row-level security. For the system's tables
 * no team is named.
 */
export async function attack(
  config: StoreConfig,
  team: string | undefined,
  statements: readonly string[],
): Promise<void> {
  if (config.engine === 'sqlite') {
    const file = new Database(await fileOf(config.folder, team))
    try {
      const triggers = file
        .prepare<[], { name: string; sql: string }>("select name, sql from sqlite_schema where type = 'trigger'")
        .all()
      for (const { name } of triggers) file.exec(`drop trigger "${name}"`)
      for (const statement of statements) file.exec(statement)
      for (const { sql } of triggers) file.exec(sql)
    } finally {
      file.close()
    }
    return
  }
  const client = new pg.Client({ connectionString: config.url })
  await client.connect()
  try {
    await client.query('set session_replication_role = replica; set search_path = understudy')
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

async function fileOf(folder: string, team: string | undefined): Promise<string> {
  const files = await readdir(folder, { recursive: true })
  const found = files.find((name) => name.endsWith(team === undefined ? 'control.db' : `${team}.db`))
  if (found === undefined) throw new Error('no such file of the store')
  return join(folder, found)
}
