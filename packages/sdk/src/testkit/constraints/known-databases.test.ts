import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { postgresIntegrity } from '../../../../../test/integrity.ts'
import { knownDatabases } from '../../../test/known-databases.ts'
import type { Database } from '../../database/adapter.ts'
import { connect } from '../../database/connect.ts'
import { loadSqlFile } from '../../database/sql-file/load.ts'
import { DatabaseTestClient } from '../client/database-test-client.ts'
import { testConstraints } from './test-constraints.ts'

const folder = new URL('../../../../../../shared/data/databases/', import.meta.url)
const known = existsSync(folder)
if (!known) console.log('Constraints of known databases are not tried: shared/data/databases is absent.')

/** By the catalog itself, once each: what a part has from its whole is the whole's. */
const namesByCatalog = `
  select o.conname as name from pg_constraint o join pg_namespace n on n.oid = o.connamespace
  where o.conrelid <> 0 and o.contype in ('p', 'u', 'f', 'c', 'x') and o.conparentid = 0 and o.coninhcount = 0
    and n.nspname not in ('pg_catalog', 'information_schema') order by 1`
/** What is no constraint by itself to that query. */
const apart = new Set(['not null', 'domain', 'generated'])

/** What stands in a database: a hash of the rows of each table, and where each sequence is. */
async function contentOf(database: Database) {
  const { hashes } = await postgresIntegrity((text) => database.query(text))
  const sequences = await database.query<{ name: string; at: unknown }>(
    "select schemaname || '.' || sequencename as name, last_value as at from pg_sequences order by 1",
  )
  return { hashes, sequences }
}

/** A trigger of pagila writes this column itself, whatever a row brings. */
const leftOpen: Readonly<Record<string, readonly string[]>> = { 'pagila.sql': ['film fulltext'] }
/** A trigger of employees numbers a row of audit for every row that is tried, and no rollback takes a number back. */
const moved: Readonly<Record<string, readonly string[]>> = { 'employees/employee.sql': ['public.audit_id_seq'] }

const few = ['pagila.sql', 'neosync-alltypes-create-tables.sql']
const others = [
  'neosync-uuids-create-tables.sql',
  'northwind.sql',
  'employees/employee.sql',
  'neosync-subsetting-create-tables.sql',
]

describe.skipIf(!known).each(knownDatabases(few, [...few, ...others]))('%s', (file) => {
  test('every constraint is tried, all hold, and everything is as it was', { timeout: 120_000 }, async () => {
    const databaseUrl = await testDatabase('known_constraints')
    await using database = await connect(databaseUrl)
    await loadSqlFile(database, fileURLToPath(new URL(file, folder)))
    const before = await contentOf(database)
    await using client = await DatabaseTestClient.open({ databaseUrl })
    const { findings, movedSequences } = await testConstraints(client)

    expect(findings.filter(({ verdict }) => verdict === 'does not hold')).toEqual([])
    const open = findings.filter(({ verdict }) => verdict === 'not tested')
    expect(open.map(({ table, columns }) => `${table} ${columns.join()}`)).toEqual(leftOpen[file] ?? [])
    for (const { reason } of open) expect(reason).toMatch(/./)

    const names = (await database.query<{ name: string }>(namesByCatalog)).map(({ name }) => name)
    const named = findings.filter(({ kind, side }) => !apart.has(kind) && side !== 'delete')
    expect(names).not.toEqual([])
    expect(named.map(({ constraint }) => constraint)).toEqual(expect.arrayContaining(names))
    expect(movedSequences).toEqual(moved[file] ?? [])
    const after = await contentOf(database)
    expect(after.hashes).toEqual(before.hashes)
    const standing = before.sequences.filter(({ name }) => !movedSequences.includes(name))
    expect(after.sequences).toEqual(expect.arrayContaining(standing))
  })
})

test.skipIf(!known)('chinook in a file of SQLite: every constraint holds', async () => {
  const place = await mkdtemp(join(tmpdir(), 'understudy-known-constraints-'))
  onTestFinished(() => rm(place, { recursive: true, force: true }))
  const databaseUrl = `sqlite:${join(place, 'chinook.db')}`
  await using database = await connect(databaseUrl)
  await loadSqlFile(database, fileURLToPath(new URL('chinook-sqlite.sql', folder)))
  await using client = await DatabaseTestClient.open({ databaseUrl })
  const { findings } = await testConstraints(client)
  expect(findings.filter(({ verdict }) => verdict !== 'holds')).toEqual([])
  expect(findings.filter(({ kind }) => kind === 'foreign key')).toHaveLength(22)
})
