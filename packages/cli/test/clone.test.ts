import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from '@understudy/sdk'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { scratch, understudy, understudyHere } from './understudy.ts'

const folder = await scratch()
const root = join(import.meta.dirname, '..', '..', '..')
const server = await connect(inject('testServer').url)
const unique = `clone_cli_${randomBytes(4).toString('hex')}`
const [live, staging] = [`${unique}_live`, `${unique}_staging`]
const reader = `${unique}_reader`
const rules = join(folder, 'rules.json')
const urlOf = (name: string, user?: string) => {
  const url = new URL(inject('testServer').url)
  url.pathname = `/${name}`
  if (user) url.username = user
  return url.href
}
const env = {
  UNDERSTUDY_STATE: join(folder, 'state'),
  UNDERSTUDY_KEY: randomBytes(32).toString('base64'),
}
const run = (...args: string[]) => understudyHere(args, { env, cwd: folder })

beforeAll(async () => {
  for (const name of [live, staging]) await server.query(`create database ${name}`)
  await server.query(`create role ${reader} login`)
  await using database = await connect(urlOf(live))
  await database.execute(`
    create table customers (id integer primary key, email text not null unique, full_name text not null, city text, created_at timestamptz);
    create table orders (id integer primary key, customer_id integer not null references customers (id), total numeric(10, 2));
    insert into customers select i, 'person' || i || '@mail' || i % 7 || '.example', 'Ada Lovelace' || i, 'Paris', '2024-01-01Z'
      from generate_series(1, 40) i;
    insert into orders select i, 1 + i % 40, i * 1.5 from generate_series(1, 120) i;
    grant select on all tables in schema public to ${reader}`)
  await using target = await connect(urlOf(staging))
  await target.execute("create table before_all_this (v text); insert into before_all_this values ('old')")
})

afterAll(async () => {
  const names = await server.query<{ name: string }>('select datname as name from pg_database where datname like $1', [
    `${unique}%`,
  ])
  for (const { name } of names) await server.query(`drop database "${name}" with (force)`)
  await server.query(`drop role if exists ${reader}`)
  await server.close()
})

async function ask(name: string, text: string): Promise<unknown[]> {
  await using database = await connect(urlOf(name))
  return await database.query(text)
}

/** What was typed and said, as anybody's session looks. */
const session: string[] = []
async function typed(line: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const args = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')
  const ended = await run(
    ...args.slice(1).map((arg) => (arg === 'LIVE' ? urlOf(live, reader) : arg === 'STAGING' ? urlOf(staging) : arg)),
  )
  session.push(
    `$ ${line.replace('LIVE', '"$LIVE_URL"').replace('STAGING', '"$STAGING_URL"')}`,
    ended.stderr + ended.stdout,
  )
  return ended
}

function recorded(text: string): string {
  const ids = new Map<string, string>()
  return text
    .replaceAll(new RegExp(`${unique}_(live|staging)`, 'g'), 'shop_$1')
    .replaceAll(reader, 'reader')
    .replaceAll(/postgres:\/\/(\w+)(?::\*\*\*)?@[^/\s]+\//g, 'postgres://$1@db.example.com/')
    .replaceAll(folder, '.')
    .replaceAll(/\b[0-9a-f]{10}\b/g, (id) => ids.get(id) ?? ids.set(id, `3f9a01c2d${ids.size}`).get(id) ?? id)
    .replaceAll(/\b(policy|plan) [0-9a-f]{12}/g, '$1 5f0c2a9e71b4')
    .replaceAll(/\bkey [0-9a-f]{8}/g, 'key 9b1d4c07')
    .replaceAll(/in \d+(\.\d+)? s/g, 'in 0.4 s')
    .replaceAll(/\d+(\.\d+)? [KM]iB/g, '96.0 KiB')
    .replaceAll(/taken \S+ \S+ UTC {2}kept until \S+/g, 'taken 2026-11-29 09:12 UTC  kept until 2026-12-06')
    .replaceAll(/about [\d,]+ rows/g, 'about 160 rows')
    .replaceAll(/ +[\d,]+ rows {2}/g, '  ~ rows  ')
}

test('from a scan to a rollback, as it is documented', { timeout: 120_000 }, async () => {
  expect((await typed('understudy env add live --type production --url LIVE')).code).toBe(0)
  expect((await typed('understudy env add staging --type test --url STAGING')).code).toBe(0)
  const scan = await typed('understudy scan live --out rules.json')
  expect([scan.code, scan.stderr]).toEqual([0, ''])
  session.push(`$ $EDITOR rules.json  # ${(await reviewed()).join(', ')}: keep`)
  const dry = await typed('understudy clone --source live --target staging --rules rules.json --dry-run')
  expect([dry.code, dry.stderr]).toEqual([0, ''])
  expect(dry.stdout).toMatch(/public\.customers +\d+ rows {2}masked: .*email email/)

  const unconfirmed = await typed('understudy clone --source live --target staging --rules rules.json')
  expect([unconfirmed.code, unconfirmed.stderr]).toEqual([1, expect.stringMatching(/^error UNCONFIRMED: /)])
  expect(await ask(staging, 'select v from before_all_this')).toEqual([{ v: 'old' }])

  const cloned = await typed('understudy clone --source live --target staging --rules rules.json --confirm staging')
  expect([cloned.code, cloned.stderr]).toEqual([0, ''])
  expect(cloned.stdout).toContain('160 rows in 2 tables, 40 of them masked')
  expect(cloned.stdout).toMatch(/verified in .*: \d+ checks, 0 failed/)
  expect(
    await ask(staging, "select 1 from customers where email like 'person%@mail%' or full_name like 'Ada Lovelace%'"),
  ).toEqual([])
  expect(await ask(staging, 'select count(*)::int as n from orders join customers c on c.id = customer_id')).toEqual([
    { n: 120 },
  ])

  const id = /rollback ([0-9a-f]{10})/.exec(cloned.stdout)?.[1] ?? ''
  expect((await typed('understudy rollback --list')).stdout).toContain(id)
  const back = await typed(`understudy rollback ${id}`)
  expect([back.code, back.stderr]).toEqual([0, ''])
  expect(await ask(staging, 'select v from before_all_this')).toEqual([{ v: 'old' }])
  const log = session.map((text) => text.trimEnd()).join('\n')
  expect(log).not.toMatch(/person\d+@|Ada Lovelace/)
  await expect(`${recorded(log)}\n`).toMatchFileSnapshot(join(root, 'docs/images/clone.txt'))
})

/** What a person decides who looks at what the scan was not sure of. */
async function reviewed(): Promise<string[]> {
  const policy = JSON.parse(await readFile(rules, 'utf8'))
  for (const column of Object.keys(policy.undecided)) {
    const [schema, table, name] = column.split('.')
    const own = policy.tables[`${schema}.${table}`] ?? { columns: {} }
    policy.tables[`${schema}.${table}`] = { ...own, columns: { ...own.columns, [name ?? '']: 'keep' } }
  }
  const decided = Object.keys(policy.undecided)
  await writeFile(rules, JSON.stringify({ ...policy, undecided: {} }))
  return decided
}

test('one JSON document says what was done, and clones are listed', { timeout: 60_000 }, async () => {
  const cloned = await run(
    'clone',
    '--source',
    'live',
    '--target',
    'staging',
    '--rules',
    rules,
    '--confirm',
    'staging',
    '--keep-for-reset',
    '--json',
  )
  const document = JSON.parse(cloned.stdout)
  expect([cloned.code, cloned.stderr]).toEqual([0, ''])
  expect(document).toMatchObject({
    ok: true,
    command: 'clone',
    operation: { status: 'completed', progress: 100, source: 'live', target: 'staging' },
    verification: { passed: true },
  })
  const listed = JSON.parse((await run('clone', '--list', '--json')).stdout)
  expect(listed.clones[0]).toMatchObject({ id: document.operation.id, status: 'completed', interrupted: false })
  expect((await run('clone', '--show', document.operation.id)).stdout).toContain('passed policy is complete')
  expect(JSON.parse((await run('env', 'list', '--json')).stdout)).toMatchObject({
    environments: expect.arrayContaining([expect.objectContaining({ name: 'staging', status: 'active' })]),
  })
})

test('reset goes back to that clone, and empties where none was kept', { timeout: 60_000 }, async () => {
  const before = await ask(staging, 'select * from customers order by id')
  {
    await using database = await connect(urlOf(staging))
    await database.execute('delete from orders; delete from customers where id > 3')
  }
  const unconfirmed = await run('reset', 'staging')
  expect([unconfirmed.code, unconfirmed.stderr]).toEqual([1, expect.stringMatching(/^error UNCONFIRMED/)])
  const reset = await run('reset', 'staging', '--confirm', 'staging')
  expect([reset.code, reset.stderr, reset.stdout]).toEqual([
    0,
    '',
    expect.stringMatching(/^staging is as clone [0-9a-f]{10} was promoted\n/),
  ])
  expect(await ask(staging, 'select * from customers order by id')).toEqual(before)

  const other = join(folder, 'other.db')
  {
    await using database = await connect(`sqlite:${other}`)
    await database.execute(
      'create table a (id integer primary key autoincrement, v text); insert into a (v) values (1), (2)',
    )
  }
  const emptied = await run('reset', other, '--confirm', 'other.db', '--json')
  expect(JSON.parse(emptied.stdout)).toMatchObject({ ok: true, to: 'emptied', backup: { sealed: false } })
  await using database = await connect(`sqlite:${other}`)
  await database.execute("insert into a (v) values ('x')")
  expect(await database.query('select * from a')).toEqual([{ id: 1, v: 'x' }])
  expect((await run('reset', 'live', '--confirm', 'live')).stderr).toMatch(/^error TARGET_REFUSED/)
})

test('a backup that is a file is listed as one, leaves no database, and comes back', { timeout: 60_000 }, async () => {
  const before = await ask(staging, 'select * from customers order by id')
  const options = ['--source', 'live', '--target', 'staging', '--rules', rules, '--confirm', 'staging']
  const cloned = await run('clone', ...options, '--backup', 'file')
  expect([cloned.code, cloned.stderr]).toEqual([0, ''])
  const id = /rollback ([0-9a-f]{10})/.exec(cloned.stdout)?.[1] ?? ''
  const listed = (await run('rollback', '--list')).stdout.split('\n').find((line) => line.startsWith(id))
  expect(listed).toMatch(/ [\d.]+ (B|KiB) .* encrypted$/)
  const names = await server.query<{ name: string }>('select datname as name from pg_database where datname like $1', [
    `%${id}%`,
  ])
  expect(names).toEqual([])
  const back = await run('rollback', id)
  expect([back.code, back.stderr]).toEqual([0, ''])
  expect(await ask(staging, 'select * from customers order by id')).toEqual(before)
})

test('what a waiver lets through is told, by place and count', { timeout: 60_000 }, async () => {
  const [from, to, policy] = [join(folder, 'from.db'), join(folder, 'to.db'), join(folder, 'waiving.json')]
  {
    await using file = await connect(`sqlite:${from}`)
    await file.execute(`create table people (id integer primary key, email text, note text);
      insert into people values (1, 'ada@mail.example', 'asks ada@mail.example'), (2, 'ben@mail.example', null)`)
  }
  const waived = { transform: 'redact', active: false, waiver: { reason: 'testers', by: 'Ada' } }
  const columns = { id: 'keep', email: { transform: 'email' }, note: waived }
  const tables = { people: { columns } }
  await writeFile(policy, JSON.stringify({ kind: 'masking-policy', version: 1, transforms: { email: 2 }, tables }))
  const ends = ['--source', `sqlite:${from}`, '--target', `sqlite:${to}`, '--confirm', 'to.db']
  const { code, stdout } = await run('clone', ...ends, '--rules', policy)
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(/note +people\.note: 1 value that people\.email had .* waiver/),
  ])
})

test('what is missing is asked for, with 2, and nothing is changed', async () => {
  for (const [args, said] of [
    [['clone', '--source', 'live', '--target', 'staging'], '--rules FILE'],
    [['clone', '--target', 'staging', '--rules', rules], '--source'],
    [['clone', '--source', 'live', '--target', 'nowhere', '--rules', rules], 'ENVIRONMENT_UNKNOWN'],
    [['clone', '--source', 'live', '--target', 'staging', '--rules', rules, '--workers', 'many'], '--workers'],
    [['clone', '--source', 'live', '--target', 'staging', '--rules', rules, '--keep-backup', 'long'], '--keep-backup'],
    [['rollback'], 'understudy rollback --list'],
  ] as const) {
    const { code, stderr } = await run(...args)
    expect([code, stderr]).toEqual([2, expect.stringContaining(said)])
  }
  for (const [args, said] of [
    [['rollback', '0123456789'], 'BACKUP_UNKNOWN'],
    [['clone', '--resume', '0123456789', '--rules', rules], 'CLONE_UNKNOWN'],
    [['clone', '--source', 'staging', '--target', 'live', '--rules', rules, '--confirm', 'live'], 'TARGET_REFUSED'],
  ] as const) {
    const { code, stderr } = await run(...args)
    expect([code, stderr]).toEqual([1, expect.stringContaining(said)])
  }
})

test('Ctrl-C says what stands, and --resumable leaves what can be gone on with', { timeout: 60_000 }, async () => {
  const before = await ask(staging, 'select * from customers order by id')
  // The swap waits for whoever is at the database itself.
  const interrupted = await server.transaction(async (transaction) => {
    await transaction.query(`comment on database ${staging} is 'held'`)
    return await understudy(
      ['clone', '--source', 'live', '--target', 'staging', '--rules', rules, '--confirm', 'staging', '--resumable'],
      {
        env,
        watch: async (kill) => {
          const waits = "select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like $1"
          const held = () => server.query(waits, [`%database "${staging}"%`])
          await expect.poll(held, { timeout: 50_000 }).not.toEqual([])
          kill('SIGINT')
        },
      },
    )
  })
  expect([interrupted.code, interrupted.stderr]).toEqual([130, expect.stringMatching(/^error CANCELLED: /)])
  expect(await ask(staging, 'select * from customers order by id')).toEqual(before)
  const { clones } = JSON.parse((await run('clone', '--list', '--json')).stdout)
  expect(clones[0]).toMatchObject({ status: 'cancelled', source: 'live', target: 'staging' })
  expect(interrupted.stderr).toContain(`--resume ${clones[0].id}`)
  const resumed = await run('clone', '--resume', clones[0].id, '--rules', rules, '--json')
  expect([resumed.code, resumed.stderr]).toEqual([0, ''])
  expect(JSON.parse(resumed.stdout)).toMatchObject({ operation: { id: clones[0].id, status: 'completed' } })
})
