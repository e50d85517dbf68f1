import { createHash } from 'node:crypto'
import { afterAll } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { type Ask, type Integrity, postgresIntegrity, sqliteIntegrity } from '../../../test/integrity.ts'
import type { Database } from '../src/database/adapter.ts'
import { connect } from '../src/database/connect.ts'

/** A database whose content each test makes anew. */
export interface Field {
  readonly database: Database
  readonly url: string
  readonly ask: Ask
  /** Empties it and runs a script. */
  reset(script: string): Promise<void>
  integrity(): Promise<Integrity>
  /** One value. */
  one(text: string): Promise<unknown>
}

export async function postgresField(name: string): Promise<Field> {
  const url = await testDatabase(name)
  const database = await connect(url)
  afterAll(() => database.close())
  const ask: Ask = (text) => database.query(text)
  return {
    database,
    url,
    ask,
    reset: (script) => database.execute(`drop schema public cascade; create schema public; ${script}`),
    integrity: () => postgresIntegrity(ask),
    one: async (text) => Object.values((await ask(text))[0] ?? {})[0],
  }
}

export async function sqliteField(): Promise<Field> {
  let database = await connect('sqlite::memory:')
  afterAll(() => database.close())
  const ask: Ask = (text) => database.query(text)
  return {
    get database() {
      return database
    },
    url: 'sqlite::memory:',
    ask,
    async reset(script) {
      await database.close()
      database = await connect('sqlite::memory:')
      await database.execute(script)
    },
    integrity: () => sqliteIntegrity(ask, (text) => createHash('sha256').update(text).digest('hex')),
    one: async (text) => Object.values((await ask(text))[0] ?? {})[0],
  }
}
