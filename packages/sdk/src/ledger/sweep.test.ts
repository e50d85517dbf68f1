import { existsSync } from 'node:fs'
import { appendFile, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import { firstOf } from '../../../../test/full.ts'
import { deadRun } from '../../test/dead-run.ts'
import { withScratchDatabase } from '../catalog/scratch.ts'
import { connect } from '../database/connect.ts'
import { openLedger } from './open-ledger.ts'
import { readLedger } from './read-ledgers.ts'
import type { Resource, ResourceOf } from './resource.ts'
import { sweep } from './sweep.ts'

const root = await mkdtemp(join(tmpdir(), 'understudy-sweep-'))
const url = await testDatabase('sweep')
const database = await connect(url)
afterAll(async () => {
  await database.close()
  await rm(root, { recursive: true, force: true })
})
await database.execute(`
  create table authors (id integer primary key, name text not null);
  create table books (id integer primary key, author_id integer not null references authors (id));
  create table tags (book_id integer references books (id) on delete cascade, tag text, primary key (book_id, tag));
  insert into authors values (1, 'theirs'), (2, 'theirs'), (3, 'theirs');`)

let count = 0
const fresh = () => join(root, `ledger-${++count}`)
const unique = (name: string) => `understudy_sweep_${process.pid}_${name}_${++count}`

const rowsOf = (table: string, ...ids: number[]): ResourceOf<'rows'> => ({
  kind: 'rows',
  database: url,
  table,
  key: ['id'],
  rows: ids.map((id) => ({ id })),
})
const databaseOf = (name: string): ResourceOf<'postgres-database'> => ({ kind: 'postgres-database', server: url, name })
const schemaOf = (name: string): Resource => ({ kind: 'postgres-schema', database: url, name })

async function exists(kind: 'database' | 'namespace', name: string): Promise<boolean> {
  const column = kind === 'database' ? 'datname' : 'nspname'
  return (await database.query(`select 1 from pg_${kind} where ${column} = $1`, [name])).length > 0
}

async function idsOf(table: string): Promise<unknown[]> {
  return (await database.query<{ id: number }>(`select id from ${table} order by id`)).map(({ id }) => id)
}

async function outcomes(folder: string, options = {}) {
  const report = await sweep({ folder, ...options })
  return { report, outcomes: report.runs.flatMap((run) => run.resources.map(({ outcome }) => outcome)) }
}

test('what a dead run left is removed, what a live one has and what nobody names stays', async () => {
  const folder = fresh()
  const [clone, schema, theirs] = [unique('clone'), unique('schema'), unique('theirs')]
  const file = join(root, 'understudy-file.db')
  for (const name of [clone, theirs]) await database.query(`create database ${name}`)
  await database.execute(`create schema ${schema}; create table ${schema}.t (id integer); create schema ${theirs};`)
  for (const end of ['', '-wal', '-shm', 'x']) await writeFile(`${file}${end}`, '')
  await database.execute(
    'insert into authors values (10, $$a$$), (11, $$b$$); insert into books values (10, 10), (20, 1)',
  )
  await using live = openLedger({ folder })
  const mine = live.intend(rowsOf('authors', 11))
  const resources = [rowsOf('authors', 10), rowsOf('books', 10), databaseOf(clone), schemaOf(schema)]
  const run = await deadRun(folder, [...resources, { kind: 'path', path: file }])

  const report = await sweep({ folder })
  expect(report).toMatchObject({ removed: 5, left: 0, complete: true, dryRun: false, folder })
  expect(report.runs).toMatchObject([{ run, resources: [{}, {}, {}, {}, {}] }])
  expect(report.runs[0]?.resources.map(({ outcome, testId }) => [outcome, testId])).toEqual(
    Array(5).fill(['removed', 'test-1']),
  )
  expect(report.alive).toMatchObject([{ run: live.run, pid: process.pid, open: 1 }])
  expect([await exists('database', clone), await exists('namespace', schema)]).toEqual([false, false])
  expect([await exists('database', theirs), await exists('namespace', theirs)]).toEqual([true, true])
  expect((await readdir(root)).filter((name) => name.startsWith('understudy-file'))).toEqual(['understudy-file.dbx'])
  expect([await idsOf('authors'), await idsOf('books')]).toEqual([[1, 2, 3, 11], [20]])
  expect(await readdir(folder)).toEqual([`${live.run}.ndjson`])

  await database.execute(`delete from books; delete from authors where id > 3; drop schema ${theirs}`)
  await database.query(`drop database ${theirs}`)
  mine.done()
})

test('a dry run says what would be removed and changes nothing', async () => {
  const folder = fresh()
  const schema = unique('schema')
  await database.execute(`create schema ${schema}; insert into authors values (30, 'a'), (31, 'b')`)
  await deadRun(folder, [schemaOf(schema), rowsOf('authors', 30, 31, 32), databaseOf(unique('never'))])
  const before = await readFolder(folder)
  const { report, outcomes: would } = await outcomes(folder, { dryRun: true })
  expect(would.sort()).toEqual(['gone', 'would be removed', 'would be removed'])
  expect(report.runs[0]?.resources.find(({ resource }) => resource.kind === 'rows')).toMatchObject({ rows: 2 })
  expect(report).toMatchObject({ removed: 0, left: 0, complete: false })
  expect([await exists('namespace', schema), await idsOf('authors')]).toEqual([true, [1, 2, 3, 30, 31]])
  expect(await readFolder(folder)).toEqual(before)
  expect((await sweep({ folder })).complete).toBe(true)
  expect([await exists('namespace', schema), await idsOf('authors')]).toEqual([false, [1, 2, 3]])
  expect(await sweep({ folder, dryRun: true })).toMatchObject({ runs: [], complete: true })
})

test('what was never made, or is gone already, is done', async () => {
  const folder = fresh()
  const gone = new URL(url)
  gone.pathname = `/${unique('gone')}`
  const resources: Resource[] = [
    rowsOf('authors', 40),
    rowsOf('nobodys_table', 1),
    { ...rowsOf('authors', 40), database: gone.href },
    { ...rowsOf('authors', 40), database: `sqlite:${join(root, 'no.db')}` },
    { ...rowsOf('authors', 40), database: 'pglite:' },
    databaseOf(unique('never')),
    { kind: 'postgres-database', server: gone.href, name: unique('never') },
    schemaOf(unique('never')),
    { kind: 'postgres-schema', database: gone.href, name: unique('never') },
    { kind: 'path', path: join(root, 'understudy-no', 'file') },
  ]
  await deadRun(folder, resources)
  const { report, outcomes: all } = await outcomes(folder)
  expect(all).toEqual(resources.map(() => 'gone'))
  expect(report.complete).toBe(true)
  expect(await readdir(folder)).toEqual([])
  expect(existsSync(join(root, 'no.db'))).toBe(false)
})

test('databases and schemas that do not have our name are left, whatever a ledger says', async () => {
  const folder = fresh()
  const theirs = `theirs_${unique('x')}`
  await database.execute(`create schema ${theirs}`)
  await database.query(`create database ${theirs}`)
  await deadRun(folder, [databaseOf(theirs), schemaOf(theirs), schemaOf('public')])
  const { report, outcomes: all } = await outcomes(folder)
  expect(all).toEqual(['left', 'left', 'left'])
  expect(report).toMatchObject({ left: 3, complete: false })
  expect([await exists('database', theirs), await exists('namespace', theirs)]).toEqual([true, true])
  expect((await outcomes(folder)).outcomes).toHaveLength(3)
  await database.execute(`drop schema ${theirs}`)
  await database.query(`drop database ${theirs}`)
})

test.skipIf(process.platform === 'win32')('paths elsewhere are left, and links are not followed', async () => {
  const folder = fresh()
  const elsewhere = join(root, 'elsewhere')
  await mkdir(join(elsewhere, 'understudy-inside'), { recursive: true })
  await writeFile(join(elsewhere, 'understudy-inside', 'theirs'), '')
  // A root of its own, so that the folder of this test is not one of ours.
  const temp = await mkdtemp(join(root, 'temp-'))
  const held = process.env.TMPDIR
  process.env.TMPDIR = temp
  try {
    await symlink(elsewhere, join(temp, 'understudy-link'))
    await symlink(join(elsewhere, 'understudy-inside'), join(temp, 'understudy-deep'))
    await mkdir(join(temp, 'understudy-mine', 'deep'), { recursive: true })
    await symlink(elsewhere, join(temp, 'understudy-mine', 'deep', 'link'))
    await writeFile(join(temp, 'theirs'), '')
    const paths = [
      join(elsewhere, 'understudy-inside', 'theirs'),
      join(temp, 'understudy-link'),
      join(temp, 'understudy-link', 'understudy-inside'),
      join(temp, 'understudy-deep', 'theirs'),
      join(temp, 'theirs'),
      temp,
      `${temp}/understudy-mine/../theirs`,
      'understudy-relative',
      join(temp, 'understudy-mine'),
    ]
    await deadRun(
      folder,
      paths.map((path) => ({ kind: 'path', path })),
    )
    const { outcomes: all } = await outcomes(folder)
    expect(all).toEqual([...Array(8).fill('left'), 'removed'])
    expect(existsSync(join(elsewhere, 'understudy-inside', 'theirs'))).toBe(true)
    expect((await readdir(temp)).sort()).toEqual(['theirs', 'understudy-deep', 'understudy-link'])
  } finally {
    if (held === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = held
  }
})

test('rows of several runs go children first; what somebody else points at stays, with the reason, until it may go', async () => {
  const folder = fresh()
  await database.execute(`
    insert into authors values (50, 'a'), (51, 'b'), (52, 'c');
    insert into books values (50, 50), (51, 51), (99, 52);
    insert into tags values (50, 'theirs')`)
  await deadRun(folder, [rowsOf('authors', 50, 51, 52)])
  await deadRun(folder, [rowsOf('books', 50, 51)])
  const { report } = await outcomes(folder)
  expect(report).toMatchObject({ complete: false, left: 2 })
  expect([await idsOf('authors'), await idsOf('books')]).toEqual([
    [1, 2, 3, 50, 52],
    [50, 99],
  ])
  const left = report.runs.flatMap(({ resources }) => resources)
  expect(left).toContainEqual(expect.objectContaining({ outcome: 'left', reason: expect.stringMatching(/^2 rows: /) }))
  expect(left).toContainEqual(
    expect.objectContaining({
      resource: rowsOf('books', 50),
      reason: '1 row: rows of tags that were not created here point at it, and its deletion would delete them',
    }),
  )
  // A row that has gone and whose key somebody else takes is not asked for again.
  await database.execute(`delete from tags; delete from books where id = 99; insert into authors values (51, 'theirs')`)
  expect(await sweep({ folder })).toMatchObject({ complete: true, removed: 2 })
  expect([await idsOf('authors'), await idsOf('books')]).toEqual([[1, 2, 3, 51], []])
  expect(await readdir(folder)).toEqual([])
  await database.execute('delete from authors where id = 51')
})

test('what a dead run has sent, and the server is still at, is ended before it is looked for', async () => {
  const folder = fresh()
  const slow = 'insert into authors select 60, pg_sleep(60)::text'
  const work = `
    const database = await connect(${JSON.stringify(url)})
    const watcher = await connect(${JSON.stringify(url)})
    database.query(${JSON.stringify(slow)}).catch(() => {})
    const active = "select 1 from pg_stat_activity where state = 'active' and query like 'insert into authors%'"
    while ((await watcher.query(active)).length === 0);
    die()`
  await deadRun(folder, [rowsOf('authors', 60)], work)
  const active = () =>
    database.query("select 1 from pg_stat_activity where query like 'insert into authors select 60%'")
  expect(await active()).toHaveLength(1)
  expect((await outcomes(folder)).outcomes).toEqual(['gone'])
  expect(await active()).toEqual([])
  expect(await idsOf('authors')).toEqual([1, 2, 3])
})

test('of sweeps at the same time, each thing is removed by one', async () => {
  const folder = fresh()
  const schemas = Array.from({ length: 12 }, () => unique('race'))
  for (const schema of schemas) await database.execute(`create schema ${schema}`)
  await Promise.all(schemas.map((schema) => deadRun(folder, [schemaOf(schema)])))
  const reports = await Promise.all(Array.from({ length: 4 }, () => sweep({ folder })))
  const all = reports.flatMap(({ runs }) => runs.flatMap(({ resources }) => resources))
  expect(all.map(({ outcome }) => outcome)).toEqual(Array(12).fill('removed'))
  expect(new Set(all.map(({ resource }) => JSON.stringify(resource))).size).toBe(12)
  expect(await readdir(folder)).toEqual([])
})

test('what a sweep that was killed had claimed is claimed again, and what a live one has is not', async () => {
  const folder = fresh()
  const schema = unique('claimed')
  await database.execute(`create schema ${schema}`)
  const run = await deadRun(folder, [schemaOf(schema)])
  const claim = join(folder, `${run}.claimed-abc.ndjson`)
  await rename(join(folder, `${run}.ndjson`), claim)
  // As a live sweep has it: its own sign beside it.
  await using live = openLedger({ folder: fresh() })
  live.intend(schemaOf('understudy_other'))
  await writeFile(join(folder, 'abc.sweep'), `${(await readFile(live.file, 'utf8')).split('\n')[0]}\n`)
  expect(await sweep({ folder })).toMatchObject({ runs: [], elsewhere: [{ run }], complete: true })
  expect(await exists('namespace', schema)).toBe(true)
  // Dead: its sign is that of a process that is no more.
  const dead = await readFile(claim, 'utf8')
  await writeFile(join(folder, 'abc.sweep'), `${dead.split('\n')[0]}\n`)
  expect(await sweep({ folder })).toMatchObject({ removed: 1, complete: true })
  expect(await exists('namespace', schema)).toBe(false)
  expect(await readdir(folder)).toEqual([])
})

test('a run that was closed with something open is swept while its process lives', async () => {
  const folder = fresh()
  await database.execute("insert into authors values (70, 'a')")
  const ledger = openLedger({ folder })
  ledger.intend(rowsOf('authors', 70))
  await ledger.close()
  expect((await outcomes(folder)).outcomes).toEqual(['removed'])
  expect(await idsOf('authors')).toEqual([1, 2, 3])
})

test('test data in production is asked for once, and stays noted with its reason where it cannot go', async () => {
  const folder = fresh()
  const resource: Resource = { kind: 'production', baseUrl: 'https://shop.test', basePath: '/api/test/', testId: 'x' }
  await deadRun(folder, [resource])
  expect((await sweep({ folder })).runs[0]?.resources).toMatchObject([
    { outcome: 'left', reason: 'the secret of its test data API was not given' },
  ])
  const asked: unknown[] = []
  const production = (left: string[]) => async (one: unknown) => {
    asked.push(one)
    return { removed: 2, left }
  }
  expect((await outcomes(folder, { dryRun: true, removers: { production: production([]) } })).outcomes).toEqual([
    'would be removed',
  ])
  expect(asked).toEqual([])
  expect(await sweep({ folder, removers: { production: production(['it is in use']) } })).toMatchObject({
    runs: [{ resources: [{ outcome: 'left', reason: 'it is in use' }] }],
  })
  expect(await sweep({ folder, removers: { production: production([]) } })).toMatchObject({
    complete: true,
    runs: [{ resources: [{ outcome: 'removed', rows: 2 }] }],
  })
  expect(asked).toEqual([resource, resource])
})

test('a sweep that is cancelled gives back what it has not removed', async () => {
  const folder = fresh()
  const schemas = [unique('cancel'), unique('cancel')]
  for (const schema of schemas) await database.execute(`create schema ${schema}`)
  const run = await deadRun(folder, schemas.map(schemaOf))
  const controller = new AbortController()
  let begun = 0
  const onProgress = () => {
    if (++begun === 2) controller.abort()
  }
  await expect(sweep({ folder, signal: controller.signal, onProgress })).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(await readdir(folder)).toEqual([`${run}.ndjson`])
  expect(await Promise.all(schemas.map((name) => exists('namespace', name)))).toEqual([false, true])
  expect(await sweep({ folder })).toMatchObject({ removed: 1, complete: true })
})

test('a server that cannot be reached leaves what is on it, and nothing else', async () => {
  const folder = fresh()
  await database.execute("insert into authors values (80, 'a')")
  const nowhere = 'postgres://me:s3cret@127.0.0.1:1/app'
  await deadRun(folder, [{ ...databaseOf('understudy_x'), server: nowhere }, rowsOf('authors', 80)])
  const { report, outcomes: all } = await outcomes(folder)
  expect(all).toEqual(['left', 'removed'])
  expect(JSON.stringify(report)).not.toContain('s3cret')
  expect(await idsOf('authors')).toEqual([1, 2, 3])
})

test('what somebody holds locked is left for the next sweep, all rows together after one wait', async () => {
  const folder = fresh()
  await database.execute("insert into authors select i, 'a' from generate_series(200, 299) i")
  await deadRun(folder, [rowsOf('authors', ...Array.from({ length: 100 }, (_, i) => 200 + i))])
  await database.transaction(async (transaction) => {
    await transaction.query('select 1 from authors where id in (210, 220, 230) for update')
    const { report } = await outcomes(folder)
    expect(report.runs[0]?.resources).toMatchObject([
      { outcome: 'left', reason: expect.stringContaining('lock timeout'), resource: { rows: { length: 100 } } },
    ])
  })
  expect((await outcomes(folder)).outcomes).toEqual(['removed'])
  expect(await idsOf('authors')).toEqual([1, 2, 3])
})

test('a file with lines that cannot be read gives what can be read, and stays', async () => {
  const folder = fresh()
  const run = await deadRun(folder, [rowsOf('authors', 90)])
  const file = join(folder, `${run}.ndjson`)
  await appendFile(file, '{"intend":"2","res\n{"intend":"3')
  const report = await sweep({ folder })
  expect(report).toMatchObject({ complete: false, unreadable: [{ reason: expect.stringMatching(/^1 of its lines/) }] })
  expect(await readLedger(file)).toMatchObject({ open: [], damaged: 1 })
})

test('rows of SQLite and PGlite are removed from their files', async () => {
  const folder = fresh()
  const places = firstOf(1, [`sqlite:${join(root, 'rows.db')}`, `pglite:${join(root, 'rows-pglite')}`])
  const create = `create table authors (id integer primary key); create table books (id integer primary key, author_id integer references authors (id));
    insert into authors values (1), (2); insert into books values (2, 2);`
  for (const place of places) {
    await using opened = await connect(place)
    await opened.execute(create)
  }
  await deadRun(
    folder,
    places.flatMap((place) => [
      { ...rowsOf('authors', 2), database: place },
      { ...rowsOf('books', 2), database: place },
    ]),
  )
  expect((await outcomes(folder)).outcomes).toEqual(places.flatMap(() => ['removed', 'removed']))
  for (const place of places) {
    await using opened = await connect(place)
    expect(await opened.query('select id from authors')).toEqual([{ id: 1 }])
    expect(await opened.query('select id from books')).toEqual([])
  }
})

test('scratch databases whose process is dead are found on a server that is named, and those of live ones stay', async () => {
  const folder = fresh()
  const standing = async () =>
    (await database.query<{ name: string }>(scratchNames)).map(({ name }) => name).filter((name) => !before.has(name))
  const scratchNames = "select datname as name from pg_database where datname like 'understudy!_scratch!_%' escape '!'"
  // Other files of tests may have theirs at the same time.
  const before = new Set((await database.query<{ name: string }>(scratchNames)).map(({ name }) => name))
  const work = `
    const { withScratchDatabase } = await import(${JSON.stringify(join(import.meta.dirname, '../catalog/scratch.ts'))})
    await withScratchDatabase(${JSON.stringify(url)}, async (scratch) => {
      process.stdout.write(' ' + (await scratch.query('select current_database() as name'))[0].name)
      die()
      await new Promise(() => {})
    })`
  const [, abandoned = ''] = (await deadRun(folder, [], work)).split(' ')
  await withScratchDatabase(url, async (scratch) => {
    const [mine] = await scratch.query<{ name: string }>('select current_database() as name')
    // The server learns a moment later that the process is gone.
    await expect
      .poll(async () => (await sweep({ folder, servers: [url], dryRun: true })).scratch.map(({ resource }) => resource))
      .toContainEqual(databaseOf(abandoned))
    const { scratch: swept } = await sweep({ folder, servers: [url] })
    expect(swept).toContainEqual({ outcome: 'removed', resource: databaseOf(abandoned), testId: undefined })
    expect(swept.map(({ resource }) => resource)).not.toContainEqual(databaseOf(mine!.name))
    expect(await standing()).toContain(mine!.name)
    expect(await standing()).not.toContain(abandoned)
  })
})

test('a folder that is not there holds nothing, and is not made', async () => {
  const folder = fresh()
  expect(await sweep({ folder })).toMatchObject({ runs: [], complete: true })
  expect(existsSync(folder)).toBe(false)
})

async function readFolder(folder: string): Promise<string[]> {
  return Promise.all(
    (await readdir(folder)).sort().map(async (name) => name + (await readFile(join(folder, name), 'utf8'))),
  )
}
