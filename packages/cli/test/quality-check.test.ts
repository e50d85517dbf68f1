import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from '@understudy/sdk'
import { beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { scratch, understudy, understudyHere } from './understudy.ts'

const folder = await scratch()
const env = { UNDERSTUDY_STATE: join(folder, 'state') }
const check = (...args: readonly string[]) => understudyHere(['quality', 'check', ...args], { cwd: folder, env })
const file = (name: string, text: string) => writeFile(join(folder, name), text)

const rules = {
  kind: 'understudy.quality-rules',
  version: 1,
  completenessRules: [
    {
      type: 'notNull',
      id: 'mail is there',
      entity: 'customers',
      column: 'mail',
      warn: { count: 0 },
      fail: { share: 0.5 },
    },
  ],
  consistencyRules: [
    { type: 'primaryKey', id: 'key', entity: 'customers', columns: ['id'] },
    {
      type: 'foreignKey',
      id: 'customer is known',
      entity: 'orders',
      columns: ['customer'],
      parent: 'customers',
      parentColumns: ['id'],
    },
  ],
  formatRules: [
    { type: 'range', id: 'total', entity: 'orders', column: 'total', min: 0 },
    { type: 'regex', id: 'mail', entity: 'customers', column: 'mail', pattern: '^[^@]+@' },
  ],
}
const customers = 'id,mail\n1,zyzzyva@qwx.example\n2,\n3,quagga@qwx.example\n'
const orders = 'id,customer,total\n1,1,10.50\n2,3,-7.25\n3,99,1\n'
const script = `
  create table customers (id integer primary key, mail text);
  create table orders (id integer primary key, customer integer, total numeric);
  insert into customers values (1, 'zyzzyva@qwx.example'), (2, null), (3, 'quagga@qwx.example');
  insert into orders values (1, 1, 10.50), (2, 3, -7.25), (3, 99, 1);`
const canary = /zyzzyva|quagga|qwx|7\.25/

let postgres: string
const sqlite = `sqlite:${join(folder, 'shop.db')}`

beforeAll(async () => {
  postgres = await testDatabase('cli quality')
  for (const url of [postgres, sqlite]) {
    await using database = await connect(url)
    await database.execute(script)
  }
  await file('rules.json', JSON.stringify(rules))
  await file(
    'good.json',
    JSON.stringify({ ...rules, completenessRules: [], formatRules: [], consistencyRules: [rules.consistencyRules[0]] }),
  )
  await mkdir(join(folder, 'shop'))
  await file('shop/customers.csv', customers)
  await file('shop/orders.csv', orders)
})

test('where every rule holds it ends with 0, where one fails with 1: what fails, how often, and where, values masked', async () => {
  const good = await check('shop', '--rules', 'good.json')
  expect([good.code, good.stderr]).toEqual([0, ''])
  expect(good.stdout).toMatch(
    /^shop: 1 rule, 1 passed, 0 failed, in .+\noverall 100 %: uniqueness 100 %\ncustomers \(3 rows\): 1 of 1 passed\n$/,
  )

  const bad = await check('shop', '--rules', 'rules.json')
  expect([bad.code, bad.stderr]).toEqual([1, ''])
  const lines = bad.stdout.split('\n')
  expect(lines[0]).toMatch(/^shop: 5 rules, 2 passed, 1 warned, 2 failed, in /)
  expect(lines.slice(1)).toEqual([
    'overall 78.33 %: completeness 66.66 %, consistency 66.66 %, validity 80 %, uniqueness 100 %',
    'customers (3 rows): 2 of 3 passed',
    '  warn  mail is there: mail holds a value: 1 of 3 fails, 33.3333 %',
    '          row 2  mail null',
    'orders (3 rows): 0 of 2 passed',
    '  FAIL  customer is known: customer of orders is that of a row of customers (id): 1 of 3 fails, 33.3333 %',
    '          row 3  customer 99',
    '  FAIL  total: total is at least 0: 1 of 3 fails, 33.3333 %',
    '          row 2  total -9.99',
    '',
  ])
})

test('rules that contradict each other, and one that follows from others, are named with what breaks them', async () => {
  const odd = {
    ...rules,
    completenessRules: [{ type: 'notNull', id: 'id is there', entity: 'customers', column: 'id' }],
    formatRules: [
      { type: 'range', id: 'not below', entity: 'orders', column: 'total', min: 0 },
      { type: 'range', id: 'below', entity: 'orders', column: 'total', max: -1 },
    ],
  }
  await file('odd.json', JSON.stringify(odd))
  const ended = await check('shop', '--rules', 'odd.json')
  expect([ended.code, ended.stderr]).toEqual([1, ''])
  expect(ended.stdout).toMatch(
    /\n\nContradictions\n {2}.*not below.*below.*: a row with values there cannot meet all of them.*\n\nSaid twice\n {2}id is there follows from key\n$/,
  )
  const { conflicts } = JSON.parse((await check('shop', '--rules', 'odd.json', '--json')).stdout)
  expect(conflicts.conflicts).toMatchObject([{ rules: ['not below', 'below'] }])
  expect(conflicts.redundant).toEqual([{ rule: 'id is there', impliedBy: ['key'] }])
})

test('several files are one set of data, each named after what its rows are; --json is one document, --format json the report', async () => {
  const ended = await check(
    'shop/customers.csv',
    'shop/orders.csv',
    '--rules',
    'rules.json',
    '--json',
    '--now',
    '2026-01-31T12:00:00Z',
  )
  expect([ended.code, ended.stderr]).toEqual([1, ''])
  const document = JSON.parse(ended.stdout)
  expect(document).toMatchObject({ ok: false, command: 'quality check', at: '2026-01-31T12:00:00.000Z', by: 'rows' })
  expect(document.entities).toEqual([
    { entity: 'customers', rows: 3 },
    { entity: 'orders', rows: 3 },
  ])
  expect(ended.stdout).not.toMatch(canary)
  const { results } = JSON.parse((await check('shop', '--rules', 'rules.json', '--format', 'json')).stdout)
  expect(results).toEqual(document.results)
})

describe.each([
  ['Postgres', () => postgres],
  ['SQLite', () => sqlite],
])('%s', (_, url) => {
  test('the database counts what it can, rows are read for the rest, and --read-rows finds the same', async () => {
    const ended = await check(url(), '--rules', 'rules.json', '--waive', 'source-can-write')
    expect([ended.code, ended.stderr]).toEqual([1, ''])
    expect(ended.stdout).toMatch(/5 rules, 2 passed, 1 warned, 2 failed/)
    expect(ended.stdout).toMatch(
      /total is at least 0: 1 of 3 fails, 33.3333 %\n +(ctid \(0,2\)|rowid 2) {2}total -9.99\n/,
    )
    expect(ended.stdout).toMatch(/\n4 counted by the database, 1 by reading rows\n$/)
    expect(ended.stdout).not.toMatch(canary)
    const read = await check(url(), '--rules', 'rules.json', '--waive', 'source-can-write', '--read-rows')
    const found = (text: string) => text.split('\n').filter((line) => /^ {2}(FAIL|warn)|passed$/.test(line))
    expect(found(read.stdout)).toEqual(found(ended.stdout))
    expect(read.stdout).not.toContain('counted by')
  })
})

test('a source that the role could write to is refused, and it is said how to let it through', async () => {
  const ended = await check(postgres, '--rules', 'rules.json')
  expect(ended.code).toBe(1)
  expect(ended.stderr).toMatch(/SOURCE_CAN_WRITE[\s\S]*--waive source-can-write/)
})

test('what cannot be evaluated is said and fails with --strict alone: a column that is gone, an entity that is gone, no rows', async () => {
  await file('customers.csv', 'id,name\n')
  await file(
    'gone.json',
    JSON.stringify({
      ...rules,
      consistencyRules: [],
      completenessRules: [
        { type: 'notNull', id: 'column', entity: 'orders', column: 'gone' },
        { type: 'notNull', id: 'entity', entity: 'gone', column: 'id' },
        { type: 'notNull', id: 'empty', entity: 'customers', column: 'id' },
      ],
      formatRules: [],
    }),
  )
  const args = ['customers.csv', 'shop/orders.csv', '--rules', 'gone.json']
  const ended = await check(...args)
  expect([ended.code, ended.stderr]).toEqual([0, ''])
  expect(ended.stdout).toMatch(/3 rules, 0 passed, 0 failed, 3 not evaluated/)
  for (const why of ['there is no column gone', 'there is no entity gone', 'there are no rows'])
    expect(ended.stdout).toContain(why)
  expect((await check(...args, '--strict')).code).toBe(1)
})

test('a broken file is named with its line, and a broken file of rules with its place; neither is quoted', async () => {
  await file('broken.csv', 'id,mail\n1,a@qwx.example\n2,b,zyzzyva\n')
  const csv = await check('broken.csv', '--rules', 'rules.json', '--entity', 'customers')
  expect(csv.code).toBe(1)
  expect(csv.stderr).toMatch(/INPUT_MALFORMED: broken\.csv: A row has 3 fields where 2 are expected \(line 3\)/)
  expect(csv.stderr).not.toMatch(canary)
  await file(
    'wrong.json',
    JSON.stringify({ ...rules, formatRules: [{ type: 'rang', id: 'x', entity: 'orders', column: 'zyzzyva' }] }),
  )
  const wrong = await check('shop', '--rules', 'wrong.json')
  expect(wrong.code).toBe(1)
  expect(wrong.stderr).toMatch(/RULES_INVALID[\s\S]*formatRules\[0\]\.type/)
})

test('what the command line gets wrong ends with 2', async () => {
  for (const args of [
    ['shop'],
    ['nothing.csv', '--rules', 'rules.json'],
    ['shop', '--rules', 'rules.json', '--format', 'pdf'],
    ['no-such-environment', '--rules', 'rules.json'],
  ])
    expect([args, (await check(...args)).code]).toEqual([args, 2])
})

test('Ctrl-C stops what the database counts, and ends with 130', async () => {
  await using database = await connect(postgres)
  await using other = await connect(postgres)
  await database.transaction(async (transaction) => {
    await transaction.query('lock table orders in access exclusive mode')
    const ended = await understudy(
      ['quality', 'check', postgres, '--rules', 'rules.json', '--waive', 'source-can-write'],
      {
        cwd: folder,
        env,
        watch: (kill) => void waiting(other).then(() => kill('SIGINT')),
      },
    )
    expect([ended.code, ended.stdout]).toEqual([130, ''])
    expect(ended.stderr).toMatch(/CANCELLED/)
  })
})

async function waiting(database: Awaited<ReturnType<typeof connect>>): Promise<void> {
  for (;;) {
    const [found] = await database.query<{ count: number }>(
      "select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    )
    if ((found?.count ?? 0) > 0) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
