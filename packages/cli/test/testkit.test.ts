import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from '@understudy/sdk'
import { afterAll, describe, expect, test } from 'vitest'
import { abandonedScratch } from '../../../test/abandoned-scratch.ts'
import { testDatabase } from '../../../test/database.ts'
import { isFull } from '../../../test/full.ts'
import { scratch, understudy, understudyHere } from './understudy.ts'

const folder = await scratch()
const postgres = await testDatabase('testkit')
const kept = await connect(postgres)
afterAll(() => kept.close())
await kept.execute("create table people (id integer primary key, name text); insert into people values (1, 'Ada')")
let folders = 0

async function written(files: Readonly<Record<string, string>>): Promise<string> {
  const name = `migrations ${++folders}`
  await mkdir(join(folder, name))
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, name, file), text)
  return name
}

const testkit = (...args: string[]) => understudyHere(['testkit', 'migrations', ...args], { cwd: folder })

async function document(...args: string[]) {
  const ended = await testkit(...args, '--json')
  return { ...ended, document: JSON.parse(ended.stdout) }
}

/** Nothing is left on the server, and the database that was named is as it was. */
async function untouched(): Promise<void> {
  expect(await abandonedScratch(postgres)).toEqual([])
  expect(await kept.query('select * from people')).toEqual([{ id: 1, name: 'Ada' }])
  expect(await kept.query("select relname from pg_class where relnamespace = 'public'::regnamespace")).toHaveLength(2)
}

const good = {
  '1_people.up.sql': 'create table people (id integer primary key, name text not null);',
  '1_people.down.sql': 'drop table people;',
  '2_mail.up.sql': 'alter table people add column mail text;\nalter table people drop column name;',
  '2_mail.down.sql':
    "alter table people drop column mail;\nalter table people add column name text not null default '';",
} as const
const goodBack = {
  ...good,
  '2_mail.up.sql': 'alter table people add column mail text;',
  '2_mail.down.sql': 'alter table people drop column mail;',
}

describe.each([
  ['Postgres', postgres, 'public'],
  ['SQLite', 'sqlite::memory:', 'main'],
])('%s', (engine, url, top) => {
  test('migrations that hold are told with their rounds, and end with 0', async () => {
    const { code, stdout, stderr } = await testkit(url, await written(goodBack), '--rows', '5', '--seed', 'a')
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(
      /^passed {2}1_people\n {2}up: .* ms.*\n[\s\S]* {2}down: [\s\S]* {2}up again: [\s\S]*passed {2}2_mail[\s\S]*\n2 migrations tested, 2 passed\n$/,
    )
    expect(stdout).toContain(`as announced: ${top}.people.mail: its values went with the column`)
    const locked = /\n {8}ACCESS EXCLUSIVE on public\.people\n/
    if (engine === 'Postgres') {
      expect(stdout).toMatch(locked)
      expect(stdout).toMatch(/a writer waited .* at most, a reader /)
    } else expect(stdout).not.toMatch(/EXCLUSIVE|waited/)
    await untouched()
  })

  test('a way back that leads elsewhere is a problem, and ends with 1', async () => {
    const { code, stdout } = await testkit(url, await written(good))
    expect(code).toBe(1)
    expect(stdout).toMatch(
      new RegExp(
        `FAILED {2}2_mail[\\s\\S]*problem: The way back does not lead[^\\n]*${top}\\.people\\.name[\\s\\S]*2 migrations tested, 1 passed, 1 failed\\n$`,
      ),
    )
    await untouched()
  })

  test('a step that fails is named, and what was not tested any more', async () => {
    const { code, document: read } = await document(
      url,
      await written({ '1.sql': 'drop table nowhere;', '2.sql': 'select 1;' }),
    )
    expect([code, read]).toEqual([1, expect.objectContaining({ ok: false, passed: false })])
    expect(read.migrations).toHaveLength(1)
    expect(read.migrations[0]).toMatchObject({
      problems: [expect.stringMatching(/^up: step 1 .*nowhere/)],
      notes: [expect.stringMatching(/not tested.*: 2$/)],
    })
    await untouched()
  })

  // What is told of a test is told of each engine alike.
  if (engine === 'Postgres' && !isFull) return
  test('--json is the result as one document', async () => {
    const { code, stderr, document: read } = await document(url, await written(goodBack), '--rows', '3', '--no-writer')
    expect([code, stderr]).toEqual([0, ''])
    expect(read).toMatchObject({ ok: true, command: 'testkit migrations', passed: true })
    expect(read.migrations.map(({ name }: { name: string }) => name)).toEqual(['1_people', '2_mail'])
    const [up, down, again] = read.migrations[1].rounds
    expect([up.direction, down.direction, again.direction]).toEqual(['up', 'down', 'up again'])
    expect(up.waits).toBeNull()
    expect(down.lost).toEqual([
      { table: `${top}.people`, column: 'mail', why: 'its values went with the column', announced: true },
    ])
  })

  test('names and texts of files forge no line and no colour', async () => {
    const { stdout } = await testkit(
      url,
      await written({
        'a\nforged\u001b[31m.sql': 'create table "x\npassed  all\u001b[31m" (id integer);\ndrop table "no\nforged";',
      }),
    )
    expect(stdout).toContain('FAILED  a\\nforged\\u{001b}[31m')
    expect(stdout).not.toContain('\u001b')
    expect(stdout.split('\n').filter((line) => /^(passed|forged)/.test(line))).toEqual([])
  })

  test('an empty folder is refused with what belongs there', async () => {
    const { code, stderr } = await testkit(url, await written({ 'readme.txt': '' }))
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/MIGRATIONS_UNREADABLE.*no \.sql file[\s\S]*NAME\.up\.sql/),
    ])
    await untouched()
  })
})

const mail = {
  'mail.up.sql': 'alter table people add column mail text;',
  'mail.down.sql': 'alter table people drop column mail;',
}

test('migrations start from the schema of a database, or from a file', async () => {
  await writeFile(join(folder, 'start.sql'), 'create table people (id integer primary key, name text);')
  const migrations = await written(mail)
  for (const [url, from] of [
    [postgres, postgres],
    [postgres, 'start.sql'],
    ['sqlite::memory:', 'start.sql'],
  ] as const) {
    const { code, document: read } = await document(url, migrations, '--from', from)
    expect([code, read.migrations[0].problems]).toEqual([0, []])
    expect(read.migrations[0].rounds).toHaveLength(3)
  }
  expect((await testkit(postgres, migrations)).code).toBe(1)
  await untouched()
})

test('what schema migrate saved keeps to what it says', async () => {
  await writeFile(join(folder, 'before.sql'), 'create table films (id integer primary key, year integer not null);')
  await writeFile(
    join(folder, 'after.sql'),
    'create table films (id integer primary key, year bigint not null); create index films_year on films (year);',
  )
  const args = [
    'schema',
    'migrate',
    'before.sql',
    'after.sql',
    '--scratch',
    postgres,
    '--folder',
    'saved',
    '--save',
    'a',
  ]
  expect((await understudyHere(args, { cwd: folder })).code).toBe(0)
  const { code, stdout } = await testkit(postgres, 'saved', '--from', 'before.sql')
  expect([code, stdout]).toEqual([0, expect.stringMatching(/wrote every row of public\.films again/)])
})

test('Ctrl-C stops the statement that runs, drops the scratch database, and ends with 130', async () => {
  const migrations = await written({ 'slow.sql': 'SELECT pg_sleep(61);' })
  const { code, stderr } = await understudy(['testkit', 'migrations', postgres, migrations], {
    cwd: folder,
    watch: (kill) => {
      const poll = setInterval(async () => {
        const running = await kept.query("select 1 from pg_stat_activity where query like 'SELECT pg_sleep(61)%'")
        if (running.length === 0) return
        clearInterval(poll)
        kill('SIGINT')
      }, 50)
    },
  })
  expect([code, stderr]).toEqual([130, expect.stringMatching(/CANCELLED[\s\S]*stands the scratch database is gone/)])
  await untouched()
})

test('a role that may not make databases is told what it needs', async () => {
  const role = `testkit_${process.pid}_${Date.now()}`
  await kept.execute(`create role ${role} login`)
  try {
    const url = new URL(postgres)
    url.username = role
    const { code, stderr } = await testkit(url.href, await written(good))
    expect([code, stderr]).toEqual([1, expect.stringMatching(/PERMISSION_DENIED[\s\S]*CREATEDB/)])
  } finally {
    await kept.execute(`drop role ${role}`)
  }
})

test.each<[string, readonly string[], number, RegExp]>([
  ['a folder that is not there', ['sqlite::memory:', 'none'], 1, /MIGRATIONS_UNREADABLE.*none/],
  ['neither a URL nor an environment', ['production', 'none'], 2, /ENVIRONMENT_UNKNOWN.*"production"/],
  ['no folder', ['sqlite::memory:'], 2, /USAGE.*folder/],
  ['no number of rows', ['sqlite::memory:', 'none', '--rows', 'many'], 2, /USAGE.*--rows/],
  [
    'a start that is nothing',
    ['sqlite::memory:', 'none', '--from', 'production'],
    2,
    /ENVIRONMENT_UNKNOWN.*"production"/,
  ],
  ['a start that is not there', ['sqlite::memory:', 'none', '--from', 'none.sql'], 1, /none\.sql/],
  ['a server that is not there', ['postgres://me:geheim@127.0.0.1:1/x', 'none'], 1, /CONNECTION_FAILED/],
])('%s: one clear error', async (_what, args, code, says) => {
  const ended = await testkit(...args)
  expect([ended.code, ended.stderr]).toEqual([code, expect.stringMatching(says)])
  expect(ended.stdout + ended.stderr).not.toMatch(/geheim|\n\s+at .*:\d+:\d+\)/)
})
