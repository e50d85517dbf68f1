import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { connect } from '@understudy/sdk'
import { analyzeSchema } from '@understudy/sdk/schema'
import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { scratch, understudyHere } from './understudy.ts'

const folder = await scratch()
const urls = { Postgres: await testDatabase('testers'), SQLite: `sqlite:${join(folder, 'testers.db')}` }
for (const url of Object.values(urls)) {
  await using database = await connect(url)
  await database.execute(`create table products (id int primary key, name text not null unique, stock int not null check (stock >= 0));
create table allocations (id int primary key, product_id int not null references products (id), quantity int not null);
insert into products values (1, 'desk', 5)`)
}

const testkit = (...args: string[]) => understudyHere(['testkit', ...args], { cwd: folder })

describe.each(['Postgres', 'SQLite'] as const)('%s', (engine) => {
  const url = urls[engine]

  async function schema() {
    await using database = await connect(url)
    return await analyzeSchema(database)
  }

  test('isolation shows every history at every level, and what the levels keep', async () => {
    const before = await schema()
    const { code, stdout, stderr } = await testkit(
      'isolation',
      url,
      '--report',
      `${engine}.xml`,
      ...(engine === 'Postgres' ? ['--no-random', '--two-phase'] : []),
    )
    expect([code, stderr]).toEqual([0, ''])
    if (engine === 'Postgres') {
      expect(stdout).toMatch(/^History +Anomaly +read committed +repeatable read +serializable$/m)
      expect(stdout).toMatch(/^G2-item +write skew +occurs +occurs +refused$/m)
      expect(stdout).toContain('repeatable read: snapshot isolation is promised, snapshot isolation is shown')
      expect(stdout).toMatch(/^before the decision +1 +1 +rolled back$/m)
      expect(stdout).toMatch(/^Deadlock: T\d was ended with 40P01, by detection: T\d waits for T\d/m)
    } else expect(stdout).toMatch(/^G2-item +write skew +refused$/m)
    expect(stdout).toMatch(/\n\d+ tests, \d+ passed, 0 failed, [\d.]+ m?s\n$/)
    expect(await readFile(join(folder, `${engine}.xml`), 'utf8')).toContain('name="isolation: serializable: G2-item"')
    expect(await schema()).toEqual(before)
  })

  test('constraints are tried one by one, and nothing stays', async () => {
    const { code, stdout } = await testkit('constraints', url, '--json')
    const { ok, report, constraints } = JSON.parse(stdout)
    expect([code, ok, report.passed]).toEqual([0, true, true])
    expect(constraints.findings.map(({ kind }: { kind: string }) => kind)).toEqual(
      expect.arrayContaining(['primary key', 'unique', 'check', 'foreign key', 'not null']),
    )
    await using database = await connect(url)
    expect(await database.query('select count(*) as rows from products')).toEqual([{ rows: 1 }])
  })

  test('performance ends with 1 where a limit is broken, and says which; a baseline is written and held against', async () => {
    const quick = ['--runs', '2', '--rows', '50', '--workers', '2', '--query', 'all products=select * from products']
    const baseline = ['--baseline', `${engine} speed.json`, '--tolerance', '100000']
    const first = await testkit('performance', url, ...quick, ...baseline)
    expect([first.code, first.stderr]).toEqual([0, ''])
    expect(existsSync(join(folder, `${engine} speed.json`))).toBe(true)
    const second = await testkit('performance', url, ...quick, ...baseline)
    expect([second.code, second.stdout]).toEqual([0, expect.stringMatching(/^Against the baseline +Times/)])
    const broken = await testkit('performance', url, ...quick, '--max-bulk-time', '0.0001')
    expect(broken.code).toBe(1)
    expect(broken.stdout).toMatch(
      /FAILED {2}performance: bulk insert\n +maxBulkOperationTime: [\d.]+ ms is over the limit of 0\.0001 ms/,
    )
  })
})

// Of Postgres the documentation provokes all of them.
test('errors are shown with their class, their code and what one may do', async () => {
  const { code, stdout } = await testkit('errors', urls.SQLite)
  expect(code).toBe(0)
  expect(stdout).toMatch(/^Error +Class +Code +Retry$/m)
  expect(stdout).toMatch(/^a child without its parent +foreign_key_child +SQLITE_CONSTRAINT_FOREIGNKEY +never$/m)
})

test.each([
  ['isolation', "select 1 from pg_class where relname like 'cells_%'"],
  ['errors', "select 1 from pg_namespace where nspname like 'understudy_errors_%'"],
])('an interrupted test of %s ends with 130, and nothing of it is left', async (command, hasBegun) => {
  await using database = await connect(urls.Postgres)
  const made = () => database.query('select oid, relname from pg_class union all select oid, nspname from pg_namespace')
  const before = await made()
  const running = testkit(command, urls.Postgres)
  while ((await database.query(hasBegun)).length === 0) await setImmediate()
  process.emit('SIGINT')
  const { code, stdout, stderr } = await running
  expect([code, stdout, stderr]).toEqual([130, '', expect.stringContaining('what it had made is gone')])
  expect(await made()).toEqual(before)
})

test('vectors on a database that has none end with 1 and say what to install', async () => {
  const { code, stderr } = await testkit('vectors', urls.SQLite)
  expect([code, stderr]).toEqual([1, expect.stringMatching(/VECTORS_UNSUPPORTED[\s\S]*pgvector/)])
})

test('a file that is not there is not made', async () => {
  const { code, stderr } = await testkit('constraints', 'sqlite:nowhere.db')
  expect([code, stderr]).toEqual([1, expect.stringContaining('There is no file nowhere.db')])
  expect(existsSync(join(folder, 'nowhere.db'))).toBe(false)
})

test('a table that is not there is named', async () => {
  const { code, stderr } = await testkit('constraints', urls.SQLite, '--table', 'produkts')
  expect([code, stderr]).toEqual([
    2,
    expect.stringMatching(/There is no table produkts here[\s\S]*There are .*products/),
  ])
})

describe('wrong usage ends with 2', () => {
  test.each([
    [['performance', '--query', 'select 1'], /has no name/],
    [['performance', '--runs', 'many'], /--runs "many"/],
    [['isolation', '--level', 'chaos'], /no isolation level "chaos"/],
    [['vectors', '--metric', 'taxi'], /no metric "taxi"/],
    [['errors', '--report', 'errors.pdf'], /errors\.pdf/],
  ])('%j', async ([command = '', ...flags], message) => {
    const { code, stderr } = await testkit(command, urls.SQLite, ...flags)
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)])
  })
})

test('production is refused by every tester before anything is made there', async () => {
  // The folder's name has a space, which parts the URLs of the variable.
  const production = 'sqlite:production.db'
  await writeFile(join(folder, 'production.db'), '')
  for (const command of ['isolation', 'errors', 'constraints', 'vectors', 'performance']) {
    const env = { UNDERSTUDY_PRODUCTION_URLS: production }
    const { code, stderr } = await understudyHere(['testkit', command, production], { cwd: folder, env })
    expect([command, code, stderr]).toEqual([
      command,
      1,
      expect.stringMatching(/TARGET_REFUSED: .* registered as production/),
    ])
  }
  expect(await readFile(join(folder, 'production.db'), 'utf8')).toBe('')
})
