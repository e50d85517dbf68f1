import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from '@understudy/sdk'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { scratch, understudy, understudyHere } from './understudy.ts'

const folder = await scratch()
const env = { UNDERSTUDY_STATE: join(folder, 'state') }
const script = `create table customers (id integer primary key, email text not null);
  create table orders (id integer primary key, customer_id integer not null references customers);
  insert into customers values (1, 'ada@example.com'); insert into orders values (1, 1)`

async function shop(engine: 'postgres' | 'sqlite'): Promise<string> {
  const url = engine === 'postgres' ? await testDatabase('validate_cli') : `sqlite:${join(folder, 'shop.db')}`
  await using database = await connect(url)
  await database.execute(script)
  return url
}

test.each(['postgres', 'sqlite'] as const)(
  'what is well ends with 0, what is not with 1 and its name: %s',
  async (engine) => {
    const url = await shop(engine)
    const tests = join(folder, `tests-${engine}.json`)
    const probe = {
      kind: 'sql',
      name: 'there are two orders',
      query: 'select count(*) as n from orders',
      expect: { first: { n: 2 } },
    }
    await writeFile(
      tests,
      JSON.stringify({ kind: 'test-suites', version: 1, suites: [{ name: 'own', probes: [probe] }] }),
    )
    const before = await rowsOf(url)
    const good = await understudyHere(['validate', '--target', url], { env })
    expect([good.code, good.stderr]).toEqual([0, ''])
    expect(good.stdout).toMatch(/health: (\d+) of \1 passed\nvalidation: (\d+) of \2 passed\n$/)
    const report = join(folder, `${engine}.xml`)
    const bad = await understudyHere(['validate', '--target', url, '--tests', tests, '--report', report], { env })
    expect(bad.code).toBe(1)
    expect(bad.stdout).toContain('FAIL  there are two orders: column n is 1 that was not expected')
    expect(await readFile(report, 'utf8')).toContain('<failure message="column n is 1')
    expect(await rowsOf(url)).toEqual(before)
  },
)

test('--json is one document; wrong usage ends with 2 before anything is asked', async () => {
  const url = `sqlite:${join(folder, 'small.db')}`
  await using database = await connect(url)
  await database.execute('create table t (id integer primary key)')
  const asked = await understudyHere(['validate', '--target', url, '--json'], { env })
  expect([asked.code, JSON.parse(asked.stdout)]).toEqual([0, expect.objectContaining({ ok: true, good: true })])
  for (const wrong of [
    ['--source', url],
    ['--report', 'report.pdf'],
    ['--every', 'often'],
    ['--every', '5', '--report', 'a.json'],
    ['--base-url', 'nowhere'],
  ]) {
    const refused = await understudyHere(['validate', '--target', url, ...wrong], { env })
    expect([wrong, refused.code, refused.stdout]).toEqual([wrong, 2, ''])
    expect(refused.stderr).toContain('USAGE')
  }
})

test('an environment that does not answer ends with 1, and its password is not said', async () => {
  const gone = await understudyHere(['validate', '--target', 'postgres://me:hidden@127.0.0.1:1/shop'], { env })
  expect(gone.code).toBe(1)
  expect(gone.stdout).toContain('it can be connected to')
  expect(gone.stdout + gone.stderr).not.toContain('hidden')
})

test('a watch says when health changes, and Ctrl-C ends it', async () => {
  const url = `sqlite:${join(folder, 'watched.db')}`
  await using database = await connect(url)
  await database.execute('create table p (id integer primary key); create table c (p integer references p)')
  await database.execute('pragma foreign_keys = off; insert into c values (7)')
  const ended = await understudy(['validate', '--target', url, '--every', '1'], {
    env,
    watch: (kill, said) => void said('is unhealthy').then(() => kill('SIGINT')),
  })
  expect(ended.stderr).toContain('is unhealthy')
  expect([ended.code, ended.stdout]).toEqual([130, 'The watch was ended; 1 change of health was seen.\n'])
})

async function rowsOf(url: string): Promise<unknown> {
  await using database = await connect(url)
  return await database.query('select (select count(*) from customers) as c, (select count(*) from orders) as o')
}
