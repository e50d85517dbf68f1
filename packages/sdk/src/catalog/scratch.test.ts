import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import { firstOf } from '../../../../test/full.ts'
import { connect } from '../database/connect.ts'
import { analyzeSqlFile, withScratchDatabase } from './scratch.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-scratch-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
const url = await testDatabase('scratch')
const poor = new URL(url)

async function sqlFile(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

/** Of this server; other test files may use scratch databases at the same time. */
async function scratchDatabases(): Promise<Set<string>> {
  await using database = await connect(url)
  const rows = await database.query<{ datname: string }>(
    "select datname from pg_database where datname like 'understudy\\_scratch\\_%'",
  )
  return new Set(rows.map(({ datname }) => datname))
}

test.each(firstOf(2, [['postgres'], ['sqlite::memory:'], ['pglite:']]))(
  '%s: the schema that a file makes',
  async (place) => {
    const file = await sqlFile('a.sql', 'CREATE TABLE a (id integer PRIMARY KEY, note text NOT NULL);')
    const { definition, skipped } = await analyzeSqlFile(file, place === 'postgres' ? url : place)
    expect(definition.tables.map(({ name }) => name)).toEqual(['a'])
    expect(skipped).toEqual([])
  },
)

test('an error has its line and column, and the database is dropped', async () => {
  const file = await sqlFile('b.sql', 'CREATE TABLE a (id integer);\n\nCREATE TABLE b (id integre);\n')
  let name: unknown
  await expect(analyzeSqlFile(file, url)).rejects.toMatchObject({
    code: 'SQL_FILE_INVALID',
    at: expect.stringMatching(/b\.sql:3:20$/),
  })
  await expect(
    withScratchDatabase(url, async (database) => {
      name = (await database.query<{ name: string }>('select current_database() as name'))[0]?.name
      throw new Error('on purpose')
    }),
  ).rejects.toThrow('on purpose')
  expect(name).toMatch(/^understudy_scratch_/)
  expect(await scratchDatabases()).not.toContain(name)
})

test('a role that may not make databases is told what to do', async () => {
  await using database = await connect(url)
  const role = `poor_${Date.now()}`
  await database.execute(`create role ${role} login`)
  try {
    poor.username = role
    const file = await sqlFile('c.sql', 'CREATE TABLE a (id integer);')
    await expect(analyzeSqlFile(file, poor.href)).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
      hint: expect.stringContaining('--scratch'),
    })
  } finally {
    await database.execute(`drop role ${role}`)
  }
})
