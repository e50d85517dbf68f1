import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from '@understudy/sdk'
import { describe, expect, test } from 'vitest'
import { abandonedScratch } from '../../../test/abandoned-scratch.ts'
import { testDatabase } from '../../../test/database.ts'
import { isFull } from '../../../test/full.ts'
import { scratch, understudy, understudyHere } from './understudy.ts'

const folder = await scratch()
const pool = await Promise.all(Array.from({ length: 10 }, (_, at) => testDatabase(`schema ${at}`)))
let files = 0

async function postgres(script: string): Promise<string> {
  const url = pool.pop()
  if (url === undefined) throw new Error('the pool of databases is too small')
  return await prepared(url, script)
}

async function sqlite(script: string): Promise<string> {
  return await prepared(`sqlite:${join(folder, `db ${++files}.db`)}`, script)
}

async function prepared(url: string, script: string): Promise<string> {
  await using database = await connect(url)
  await database.execute(script)
  return url
}

async function rows(url: string, text: string): Promise<unknown[]> {
  await using database = await connect(url)
  return await database.query(text)
}

const nameOf = (url: string): string =>
  url.startsWith('sqlite') ? (url.split('/').at(-1) ?? '') : new URL(url).pathname.slice(1)

const schema = (...args: string[]) => understudyHere(['schema', ...args], { cwd: folder })

async function document(...args: string[]) {
  const ended = await schema(...args, '--json')
  return { ...ended, document: JSON.parse(ended.stdout) }
}

const before = 'create table films (id integer primary key, name text, year integer); create table gone (id integer);'
const after =
  'create table films (id integer primary key, title text, year integer not null); create index films_year on films (year);'
await writeFile(join(folder, 'after.sql'), after)
await writeFile(join(folder, 'before.sql'), before)
await writeFile(join(folder, 'wrong.sql'), 'CREATE TABLE a (id integer);\n\n  CREATE TABEL b (id integer);\n')

describe.each([
  ['Postgres', postgres, 'public'],
  ['SQLite', sqlite, 'main'],
])('%s', (engine, make, top) => {
  test('from a database to what a file says, and back, with everything confirmed', async () => {
    const url = await make(`${before} insert into films values (1, 'Metropolis', 1927)`)
    const name = nameOf(url)
    const save = `to-titles-${top}`
    const rename = `column ${top}.films.name=${top}.films.title`

    const open = await schema('migrate', url, 'after.sql')
    expect(open.stderr).toContain(`--rename '${rename}'`)
    expect(open.stdout).toMatch(/^-- Migration up/)

    const made = await schema('migrate', url, 'after.sql', '--rename', rename, '--save', save)
    expect([made.code, made.stderr]).toEqual([0, ''])
    expect(made.stdout).toContain('1 destructive')

    const dry = await document('apply', url, save, '--dry-run')
    expect([dry.code, dry.document.state]).toEqual([0, 'ready'])

    const refused = await schema('apply', url, save)
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringMatching(
        /MIGRATION_UNCONFIRMED[\s\S]*drop table [\s\S]*gone[\s\S]*deletes data[\s\S]*--confirm[\s\S]*nothing was changed/,
      ),
    ])
    const other = await schema('apply', url, save, '--confirm', 'another')
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining(JSON.stringify(name))])
    expect(await rows(url, 'select name from films')).toHaveLength(1)

    const applied = await document('apply', url, save, '--confirm', name)
    expect([applied.code, applied.document]).toEqual([0, expect.objectContaining({ ok: true, reached: true })])
    expect(await rows(url, 'select title, year from films')).toEqual([{ title: 'Metropolis', year: 1927 }])
    expect((await document('compare', url, 'after.sql', '--exit-code')).document).toMatchObject({ equal: true })

    const again = await document('apply', url, save, '--confirm', name)
    expect([again.code, again.document]).toEqual([
      1,
      expect.objectContaining({ errorCode: 'MIGRATION_STATE', details: expect.objectContaining({ state: 'applied' }) }),
    ])

    const back = await document('apply', url, save, '--down', '--confirm', name)
    expect([back.code, back.document.reached]).toEqual([0, true])
    expect((await document('compare', url, 'before.sql')).document).toMatchObject({ equal: true })
  })

  test('a file of somebody else is applied in one transaction, or not at all', async () => {
    const url = await make(before)
    const file = join(folder, `hand-${top}.sql`)
    await writeFile(file, 'CREATE TABLE one (id integer);\nCREATE TABLE films (id integer);')
    const failed = await schema('apply', url, file)
    expect([failed.code, failed.stderr]).toEqual([
      1,
      expect.stringMatching(/MIGRATION_FAILED: Step 2 of 2[\s\S]*stands nothing was changed/),
    ])
    await writeFile(file, 'CREATE TABLE one (id integer);\nDROP TABLE gone;')
    expect((await schema('apply', url, file)).code).toBe(1)
    expect((await schema('apply', url, file, '--confirm', nameOf(url))).code).toBe(0)
    expect(
      (await document('show', url)).document.schema.tables.map((one: { name: string }) => one.name).sort(),
    ).toEqual(['films', 'one'])
  })

  // What is told of a database is told of each alike.
  if (engine === 'Postgres' && !isFull) return
  test('the file that it writes is one that other programs run', async () => {
    const url = await make(before)
    const out = join(folder, `out-${top}.sql`)
    await schema('migrate', url, 'after.sql', '--out', out)
    const loaded = await understudyHere(['load', url, out])
    expect([loaded.code, loaded.stderr]).toEqual([0, ''])
    expect((await document('compare', url, 'after.sql')).document.equal).toBe(true)
  })

  test('a difference is told for people and for programs, and ends with 1 where that is asked for', async () => {
    const url = await make(before)
    const told = await schema('compare', url, 'after.sql')
    expect(told.code).toBe(0)
    for (const line of [
      `~ table ${top}.films`,
      /\n {2}- column name {2}text/i,
      /\n {2}~ column year\n {6}not null: false → true/,
      /\n {2}\+ index films_year/,
      `- table ${top}.gone`,
    ])
      expect(told.stdout).toMatch(line)
    expect(told.stdout).not.toContain('\u001b')
    expect((await schema('compare', url, 'after.sql', '--exit-code')).code).toBe(1)
    const same = await schema('compare', url, 'before.sql', '--exit-code')
    expect([same.code, same.stdout]).toEqual([0, expect.stringContaining('no difference')])
    const { document: read } = await document('compare', url, 'after.sql')
    expect(read).toMatchObject({ ok: true, equal: false })
    expect(read.removed.map(({ id }: { id: string }) => id)).toContain(`table ${top}.gone`)
  })

  test('a schema is shown as an outline, and whole as JSON', async () => {
    const url = await make(`${after} create table items (id integer primary key, film integer references films (id));`)
    const shown = await schema('show', url)
    expect(shown.stdout).toMatch(
      new RegExp(`table ${top}\\.films[\\s\\S]*title +text[\\s\\S]*index films_year: CREATE INDEX`, 'i'),
    )
    const { document: read } = await document('show', url)
    expect(read.schema.tables).toHaveLength(2)
    expect(read.fingerprint).toMatch(/^[0-9a-f]{64}$/)
  })
})

test('a saved file that was changed is refused with both hashes, unless --edited is said', async () => {
  const url = await sqlite(before)
  await schema('migrate', url, 'after.sql', '--save', 'changed')
  const path = join(folder, 'migrations', 'changed.up.sql')
  expect(await readdir(join(folder, 'migrations'))).toEqual(
    expect.arrayContaining(['changed.down.sql', 'changed.json', 'changed.up.sql']),
  )
  await writeFile(path, (await readFile(path, 'utf8')).replace('CREATE INDEX', 'CREATE  INDEX'))
  const confirm = ['--confirm', nameOf(url)]
  const refused = await schema('apply', url, 'changed', ...confirm)
  expect([refused.code, refused.stderr]).toEqual([
    1,
    expect.stringMatching(/MIGRATION_EDITED.*was [0-9a-f]{64} and is [0-9a-f]{64}[\s\S]*--edited/),
  ])
  expect((await schema('apply', url, 'changed', '--edited', ...confirm)).code).toBe(0)
})

test('Ctrl-C stops the statement that runs, says what stands, and ends with 130', async () => {
  const url = await postgres(before)
  const file = join(folder, 'slow.sql')
  await writeFile(file, 'CREATE TABLE one (id integer);\nSELECT pg_sleep(60);')
  await using watching = await connect(url)
  const { code, stderr } = await understudy(['schema', 'apply', url, file], {
    watch: (kill) => {
      const poll = setInterval(async () => {
        const running = await watching.query("select 1 from pg_stat_activity where query like 'SELECT pg_sleep(60)%'")
        if (running.length === 0) return
        clearInterval(poll)
        kill('SIGINT')
      }, 50)
    },
  })
  expect([code, stderr]).toEqual([130, expect.stringMatching(/CANCELLED[\s\S]*stands nothing was changed/)])
  expect((await document('show', url)).document.schema.tables).toHaveLength(2)
})

test('two files are compared in a scratch database that is gone afterwards', async () => {
  const url = await postgres('')
  for (const place of [url, 'sqlite::memory:']) {
    const { code, document: read } = await document('compare', 'before.sql', 'after.sql', '--scratch', place)
    expect([code, read.equal]).toEqual([0, false])
  }
  expect(await abandonedScratch(url)).toEqual([])
})

test('a difference says each thing once, and long texts below each other, also in no scratch that was named', async () => {
  const make = (type: string, more: string): string =>
    `create table a (id ${type} primary key); create sequence s as ${type};
    create table b (a_with_a_long_name ${type} ${more === '' ? '' : 'not null'} references a (id) ${more});`
  await writeFile(join(folder, 'one.sql'), make('integer', ''))
  await writeFile(join(folder, 'two.sql'), make('bigint', 'on delete cascade'))
  const { stdout } = await schema('compare', 'one.sql', 'two.sql')
  expect(stdout).toMatch(/\n~ sequence public\.s\n {4}database type: integer → bigint\n~/)
  expect(stdout).toMatch(/\n {6}not null: false → true\n {2}~ constraint/)
  expect(stdout).toMatch(/\n {6}definition:\n {8}- FOREIGN KEY [^\n]+\n {8}\+ FOREIGN KEY [^\n]+ CASCADE\n/)
})

test('names out of a database forge no line and no colour', async () => {
  const url = await postgres('create table "a\n+ table forged\u001b[31m" (id integer)')
  const { stdout } = await schema('compare', url, await postgres(''))
  expect(stdout).toContain('- table public."a\\n+ table forged\\u{001b}[31m"')
  const script = await schema('migrate', await postgres(''), url)
  const statements = script.stdout.split('\n').filter((line) => line.includes('forged') && !line.startsWith('--'))
  expect(statements).toEqual(['+ table forged\u001b[31m" ('])
})

test.each<[string, readonly string[], number, RegExp]>([
  [
    'the name of no environment',
    ['compare', 'production', 'before.sql'],
    2,
    /ENVIRONMENT_UNKNOWN.*"production"[\s\S]*env list/,
  ],
  ['neither a URL nor a file nor a name', ['compare', './production', 'before.sql'], 2, /USAGE.*"\.\/production"/],
  ['a file that is not there', ['show', 'none.sql'], 1, /none\.sql/],
  [
    'a file with an error',
    ['show', 'wrong.sql', '--scratch', 'sqlite::memory:'],
    1,
    /SQL_FILE_INVALID[\s\S]*wrong\.sql:3:3/,
  ],
  ['a rename without an equals sign', ['compare', 'before.sql', 'after.sql', '--rename', 'films'], 2, /--rename/],
  [
    'a rename of what is not there',
    ['compare', 'before.sql', 'after.sql', '--scratch', 'sqlite::memory:', '--rename', 'table main.no=main.films'],
    2,
    /RENAME_INVALID/,
  ],
  ['a migration that nobody saved', ['apply', 'sqlite::memory:', 'nowhere'], 1, /MIGRATION_UNKNOWN/],
  ['a way back of a file', ['apply', 'sqlite::memory:', 'after.sql', '--down'], 2, /--down/],
  ['no time', ['apply', 'sqlite::memory:', 'after.sql', '--lock-timeout', 'soon'], 2, /--lock-timeout/],
  ['a database of another engine', ['compare', 'pglite:', 'sqlite::memory:'], 1, /CATALOG_UNSUPPORTED/],
  ['an unknown subcommand', ['shwo'], 2, /USAGE.*shwo[\s\S]*show/],
  ['a database that is not there', ['apply', 'sqlite:none.db', 'after.sql'], 1, /none\.db/],
])('%s: one clear error', async (_what, args, code, says) => {
  const ended = await schema(...args)
  expect([ended.code, ended.stderr]).toEqual([code, expect.stringMatching(says)])
  expect(ended.stderr).not.toMatch(/\n\s+at .*:\d+:\d+\)/)
})
