import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from '@understudy/sdk'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { scratch, understudyHere } from './understudy.ts'

const folder = await scratch()
const env = { UNDERSTUDY_STATE: join(folder, 'state') }
const scan = (...args: readonly string[]) => understudyHere(['scan', ...args], { cwd: folder, env })
const canary = /zyzzyva|qwx/

const shop = `
  create table customers (id integer primary key, name text not null, email text not null, c1 text);
  create table orders (id integer primary key, customer_id integer not null references customers (id), total numeric(10, 2));`
const values = Array.from(
  { length: 50 },
  (_, at) => `(${at}, 'Maria Zyzzyva', 'zyzzyva${at}@qwx.example', '+49 30 ${1000000 + at}')`,
)
const fill = `insert into customers values ${values.join(', ')}; insert into orders select id, id, 1 from customers;`

const role = 'understudy_cli_scan'
let postgres: string
let asReader: string
const sqlite = `sqlite:${join(folder, 'shop.db')}`

beforeAll(async () => {
  postgres = await testDatabase('cli scan')
  asReader = postgres.replace(/\/\/[^@]*@/, `//${role}@`)
  for (const url of [postgres, sqlite]) {
    await using database = await connect(url)
    await database.execute(shop + fill)
    if (url === postgres)
      await database.execute(
        `drop role if exists ${role}; create role ${role} login; grant select on customers, orders to ${role}`,
      )
  }
})
afterAll(async () => {
  await using database = await connect(postgres)
  await database.execute(`drop owned by ${role}`)
  await using server = await connect(inject('testServer').url)
  await server.execute(`drop role ${role}`)
})

describe.each([
  ['Postgres', () => asReader, 'public.'],
  ['SQLite', () => sqlite, ''],
])('%s', (_, url, prefix) => {
  test('is told for people: what to decide first, then what is personal and why, never a value', async () => {
    const ended = await scan(url())
    expect([ended.code, ended.stderr]).toEqual([0, ''])
    const at = (text: string | RegExp) => ended.stdout.search(text)
    expect(at(/1 column to decide about/)).toBeGreaterThan(0)
    expect(at(`${prefix}orders.total: nothing personal was found`)).toBeLessThan(
      at(`${prefix}customers \\(50 rows, a subject is id\\)`),
    )
    expect(ended.stdout).toMatch(
      /\n {2}email {2}e-mail address, 99 % → email\n +its name says e-mail address; all of 50 values have the form of an e-mail address/,
    )
    expect(ended.stdout).toMatch(/\n {2}c1 {5}phone number, \d+ % → phone/)
    expect(ended.stdout).toMatch(/Next: write the policy with --out rules\.json/)
    expect(ended.stdout).not.toMatch(canary)
  })

  test('writes a policy that no value stands in, and does not write over one', async () => {
    const out = join(folder, `rules-${prefix}.json`)
    const ended = await scan(url(), '--out', out)
    expect([ended.code, ended.stdout]).toEqual([
      0,
      expect.stringContaining(`decide about the 1 column under "undecided"`),
    ])
    const text = await readFile(out, 'utf8')
    expect(text).not.toMatch(canary)
    expect(JSON.parse(text)).toMatchObject({
      kind: 'masking-policy',
      undecided: { [`${prefix}orders.total`]: { suggestions: expect.arrayContaining(['keep']) } },
      tables: { [`${prefix}customers`]: { subject: ['id'], columns: { id: 'keep', email: { transform: 'email' } } } },
    })
    const again = await scan(url(), '--out', out)
    expect([again.code, again.stderr]).toEqual([1, expect.stringMatching(/FILE_EXISTS[\s\S]*--merge/)])
    expect(await readFile(out, 'utf8')).toBe(text)
  })

  test('keeps decisions under --merge, and asks about what is new', async () => {
    const out = join(folder, `merged-${prefix}.json`)
    await scan(url(), '--out', out)
    const policy = JSON.parse(await readFile(out, 'utf8'))
    const [table] = Object.keys(policy.tables)
    policy.tables[table ?? ''].columns.name = { transform: 'redact' }
    delete policy.tables[table ?? ''].columns.c1
    policy.tables[table ?? ''].columns.gone = 'keep'
    await writeFile(out, JSON.stringify(policy))
    const ended = await scan(url(), '--merge', out, '--out', out)
    expect([ended.code, ended.stderr]).toEqual([0, ''])
    expect(ended.stdout).toMatch(/customers\.c1 is new, and undecided/)
    expect(ended.stdout).toMatch(/customers\.gone is gone; its decision was dropped/)
    const merged = JSON.parse(await readFile(out, 'utf8'))
    expect(merged.tables[table ?? ''].columns.name).toEqual({ transform: 'redact' })
    expect(Object.keys(merged.undecided)).toContain(`${prefix}customers.c1`)
  })

  test('is one document for programs', async () => {
    const ended = await scan(url(), '--json', '--min-confidence', '1')
    const document = JSON.parse(ended.stdout)
    expect(document).toMatchObject({ ok: true, command: 'scan', policy: { kind: 'masking-policy' }, notes: [] })
    expect(Object.keys(document.policy.undecided)).toContain(`${prefix}customers.email`)
    expect(ended.stdout).not.toMatch(canary)
  })
})

test('a source that the role can write is refused, unless that is waived', async () => {
  const refused = await scan(postgres)
  expect([refused.code, refused.stderr]).toEqual([
    1,
    expect.stringMatching(/SOURCE_CAN_WRITE[\s\S]*--waive source-can-write/),
  ])
  const waived = await scan(postgres, '--waive', 'source-can-write', '--json')
  expect(JSON.parse(waived.stdout).checks).toContainEqual(expect.objectContaining({ outcome: 'waived' }))
})

test('a CSV is scanned by its name', async () => {
  await writeFile(
    join(folder, 'people.csv'),
    `\uFEFFid,mail\n${Array.from({ length: 30 }, (_, at) => `${at},zyzzyva${at}@qwx.example`).join('\n')}`,
  )
  const ended = await scan('people.csv', '--json')
  expect(JSON.parse(ended.stdout).policy.tables.people.columns).toMatchObject({ mail: { transform: 'email' } })
  expect(ended.stdout).not.toMatch(canary)
})

test('lines of JSON are rows of the file, or of the entities that they name', async () => {
  const rows = Array.from({ length: 30 }, (_, at) => ({ id: at, mail: `zyzzyva${at}@qwx.example` }))
  const tablesOf = async (name: string, lines: readonly object[]) => {
    await writeFile(join(folder, name), lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    return JSON.parse((await scan(name, '--json')).stdout).policy.tables
  }
  const mail = { columns: { mail: { transform: 'email' } } }
  expect(await tablesOf('plain.ndjson', rows)).toMatchObject({ plain: mail })
  const named = rows.map((row) => ({ _entity: row.id < 10 ? 'few' : 'many', ...row }))
  expect(await tablesOf('named.jsonl', named)).toMatchObject({ few: mail, many: mail })
})

test.each([
  [['people.csv', '--samples', '0'], /--samples is a whole number/],
  [['people.csv', '--min-confidence', '2'], /--min-confidence is a number from 0 to 1/],
  [['people.csv', '--waive', 'everything'], /--waive knows source-can-write alone/],
])('%j is wrong usage', async (args, said) => {
  const ended = await scan(...args)
  expect([ended.code, ended.stderr]).toEqual([2, expect.stringMatching(said)])
})

test('a file that is not there, and a policy that is none, are said', async () => {
  expect((await scan('nowhere.csv')).stderr).toMatch(/nowhere\.csv: no such file/)
  await writeFile(join(folder, 'other.json'), '{"kind": "data-schema"}')
  expect((await scan('people.csv', '--merge', 'other.json')).stderr).toMatch(/POLICY_INVALID/)
})
