import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { knownDatabases } from '../../../test/known-databases.ts'
import { connect } from '../../database/connect.ts'
import { loadSqlFile } from '../../database/sql-file/load.ts'
import { DatabaseTestClient } from '../client/database-test-client.ts'
import { crudSuite } from './crud-suite.ts'

/** Tables of databases that others made: by their names alone, with triggers, parts, keys of several columns. */

const data = new URL('../../../../../../shared/data/databases/', import.meta.url)
const known = existsSync(data)
if (!known) console.log('Tables of known databases are not tested: shared/data/databases is absent.')
const folder = await mkdtemp(join(tmpdir(), 'understudy-crud-known-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const few: [string, string[]][] = [
  ['pagila.sql', ['film', 'payment_p2022_03']],
  ['chinook-sqlite.sql', ['Employee', 'PlaylistTrack']],
]
const databases = knownDatabases<[string, string[]][]>(few, [
  ['pagila.sql', ['film', 'rental', 'payment', 'payment_p2022_03', 'store']],
  ['northwind.sql', ['order_details', 'employees']],
  ['chinook-sqlite.sql', ['Track', 'Employee', 'PlaylistTrack']],
])

describe.runIf(known)('known databases', () => {
  test.each(databases)('%s passes, and its rows are as they were', { timeout: 60_000 }, async (file, tables) => {
    const databaseUrl = file.includes('sqlite')
      ? `sqlite:${join(folder, `${file}.db`)}`
      : await testDatabase('crud_known')
    {
      await using database = await connect(databaseUrl)
      await loadSqlFile(database, fileURLToPath(new URL(file, data)))
    }
    await using client = await DatabaseTestClient.open({ databaseUrl })
    const counts = () => Promise.all(tables.map((table) => client.query(`select count(*) as rows from "${table}"`)))
    const before = await counts()
    for (const table of tables) {
      for (const { testName, status, errorMessage } of await crudSuite(client, { table })) {
        const allowed = errorMessage?.startsWith('there is no field that could change') ? 'skipped' : 'passed'
        expect({ testName, status, errorMessage }).toEqual({ testName, status: allowed, errorMessage })
      }
    }
    expect(await counts()).toEqual(before)
  })
})
