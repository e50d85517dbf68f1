import { createHash } from 'node:crypto'
import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect, loadSqlFile } from '@understudy/sdk'
import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { type Integrity, postgresIntegrity, sqliteIntegrity } from '../../../test/integrity.ts'
import { emptied, postgresFiles, sqliteFile, there } from './real-databases.ts'
import { scratch, shop, understudy, understudyHere } from './understudy.ts'

/** `npm run test:full fill` fills all of them, with more rows. */
const asked = process.env.UNDERSTUDY_FILL_ROWS
const rows = Number(asked ?? 50)
const few = ['pagila', 'neosync-alltypes']
const folder = await scratch()

/** Databases that are made inside of tests come from a pool that was made before them. */
const pool = await Promise.all(Array.from({ length: 6 }, (_, i) => testDatabase(`pool ${i}`)))

function fresh(): string {
  const url = pool.pop()
  if (url === undefined) throw new Error('the pool of databases is too small')
  return url
}

async function inspect(url: string): Promise<Integrity> {
  await using database = await connect(url)
  const ask = (text: string) => database.query<Record<string, unknown>>(text)
  if (database.dialect === 'postgres') return await postgresIntegrity(ask)
  return await sqliteIntegrity(ask, (text) => createHash('sha256').update(text).digest('hex'))
}

async function fill(from: string, into: string, ...args: string[]) {
  const ended = await understudyHere([
    'generate',
    '--from',
    from,
    '--rows',
    String(rows),
    '--seed',
    '7',
    '--into',
    into,
    '--json',
    ...args,
  ])
  return { ...ended, document: JSON.parse(ended.stdout) }
}

const databases = there
  ? await Promise.all(
      Object.entries(postgresFiles)
        .filter(([name]) => asked !== undefined || few.includes(name))
        .map(async ([name, file]) => {
          const template = await emptied(file)
          return {
            name,
            source: await testDatabase(name, template),
            one: await testDatabase(name, template),
            two: await testDatabase(name, template),
          }
        }),
    )
  : []

describe.skipIf(!there)('schemas of others', () => {
  test.each(databases)(
    '$name: filled with nothing violated, and the same again into a fresh copy',
    async ({ source, one, two }) => {
      const first = await fill(source, one)
      expect([first.document, first.code]).toEqual([expect.objectContaining({ ok: true }), 0])
      const found = await inspect(one)
      expect(found.violations).toEqual([])
      expect(found.checked).toBeGreaterThan(10)
      // Nothing stays empty but what only triggers fill.
      const filled = first.document.tables as { entity: string; rows: number }[]
      expect(filled.filter((table) => table.rows === 0)).toEqual([])
      expect((await fill(source, two)).code).toBe(0)
      expect((await inspect(two)).hashes).toEqual(found.hashes)
    },
  )

  test('chinook in SQLite: the same', async () => {
    const files = ['source', 'one', 'two'].map((name) => join(folder, `${name}.db`))
    const [source = '', one = '', two = ''] = files
    {
      await using database = await connect(source)
      await loadSqlFile(database, sqliteFile)
      await database.execute('pragma foreign_keys = off')
      for (const { name } of await database.query<{ name: string }>(
        "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'",
      ))
        await database.execute(`delete from "${name}"`)
    }
    await copyFile(source, one)
    await copyFile(source, two)
    const first = await fill(`sqlite:${source}`, `sqlite:${one}`)
    expect([first.document, first.code]).toEqual([expect.objectContaining({ ok: true }), 0])
    const found = await inspect(one)
    expect([found.violations, Object.values(found.rows).every((count) => count > 0)]).toEqual([[], true])
    await fill(`sqlite:${source}`, `sqlite:${two}`)
    expect((await inspect(two)).hashes).toEqual(found.hashes)
  })
})

test('a schema file fills tables that it makes, in Postgres and in SQLite', async () => {
  for (const url of [fresh(), `sqlite:${join(folder, 'made.db')}`]) {
    const without = await understudyHere(['generate', '--schema', shop, '--rows', '30', '--into', url])
    expect([without.code, without.stderr]).toEqual([
      url.startsWith('sqlite') ? 1 : 2,
      expect.stringMatching(/--create|made\.db/),
    ])
    const { code, stderr } = await understudyHere([
      'generate',
      '--schema',
      shop,
      '--rows',
      '30',
      '--into',
      url,
      '--create',
    ])
    expect([stderr, code]).toEqual(['', 0])
    const found = await inspect(url)
    expect([found.violations, found.rows.customers]).toEqual([[], 30])
    const again = await understudyHere(['generate', '--schema', shop, '--rows', '30', '--into', url, '--create'])
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('customers')])
    expect((await inspect(url)).rows).toEqual(found.rows)
  }
})

test('Ctrl-C in the middle of a load leaves nothing, and ends with 130', async () => {
  const url = await prepared(
    'create table big (id serial primary key, name text); create table other (id serial primary key, big_id integer references big (id));',
  )
  await using watching = await connect(url)
  const { code, stderr } = await understudy(['generate', '--from', url, '--rows', '2000000', '--into', url], {
    watch: (kill) => {
      const poll = setInterval(async () => {
        const running = await watching.query('select 1 from pg_stat_progress_copy where tuples_processed > 10000')
        if (running.length === 0) return
        clearInterval(poll)
        kill('SIGINT')
      }, 50)
    },
  })
  expect([code, stderr]).toEqual([130, expect.stringMatching(/CANCELLED[\s\S]*stands nothing/)])
  expect((await inspect(url)).rows).toEqual({ big: 0, other: 0 })
  expect(await watching.query('select last_value from pg_sequences where last_value is not null')).toEqual([])
})

test('a target without the tables of the source is refused, with the difference', async () => {
  const source = await prepared(
    'create table here (id integer primary key, name text, age integer); create table gone (id integer primary key);',
  )
  const target = await prepared('create table here (id integer primary key, name text);')
  const { code, document } = await fill(source, target)
  expect([code, document.errorCode]).toEqual([2, 'TABLE_UNKNOWN'])
  expect(document.details.problems.map(({ path }: { path: string }) => path)).toEqual(['gone', 'here.age'])
})

test('doctor tells what a role lacks, and fails then', async () => {
  const url = await prepared('create table closed (id integer primary key)')
  const good = await understudyHere(['doctor', url, '--json'])
  expect([good.code, JSON.parse(good.stdout).ok]).toEqual([0, true])
  const bad = await understudyHere(['doctor', 'postgres://nobody:geheim@127.0.0.1:1/none'])
  expect([bad.code, bad.stdout]).toEqual([1, expect.stringMatching(/FAILED postgres:\/\/nobody:\*\*\*@/)])
})

test('init --from writes the schema of a database, and load runs a file of SQL', async () => {
  const url = fresh()
  await writeFile(
    join(folder, 'pets.sql'),
    'create table pets (id integer primary key, name text);\ncopy pets (id, name) from stdin;\n1\tRex\n\\.\n',
  )
  const loaded = await understudyHere(['load', url, 'pets.sql', '--json'], { cwd: folder })
  expect([loaded.code, JSON.parse(loaded.stdout)]).toEqual([0, expect.objectContaining({ statements: 2, rows: 1 })])
  const init = await understudyHere(['init', '--from', url, '--json'], { cwd: folder })
  expect([init.code, JSON.parse(init.stdout).entities]).toEqual([0, ['pets']])
  const made = await understudyHere(['generate', '--schema', 'understudy.schema.json', '--rows', '20', '--into', url], {
    cwd: folder,
  })
  expect([made.code, (await inspect(url)).rows]).toEqual([0, { pets: 21 }])
})

async function prepared(script: string): Promise<string> {
  const url = fresh()
  await using database = await connect(url)
  await database.execute(script)
  return url
}
