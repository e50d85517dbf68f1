import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from '@understudy/sdk'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { deadRun } from '../../sdk/test/dead-run.ts'
import { scratch, understudy, understudyHere } from './understudy.ts'

const folder = await scratch()
const url = await testDatabase('sweep')
const database = await connect(url)
afterAll(() => database.close())
await database.execute(`
  create table authors (id integer primary key);
  create table books (id integer primary key, author_id integer references authors (id));
  insert into authors values (1);`)
let ledgers = 0

const secretUrl = url.replace('postgres@', 'postgres:s3cret@')
const env = (ledger: string) => ({
  UNDERSTUDY_LEDGER: ledger,
  UNDERSTUDY_DATABASE_URL: '',
  UNDERSTUDY_TEST_API_SECRET: '',
})
const fresh = () => join(folder, `ledger ${++ledgers}`)
const rowsOf = (table: string, id: number) =>
  ({ kind: 'rows', database: secretUrl, table, key: ['id'], rows: [{ id }] }) as const

async function left(ledger: string) {
  await database.execute('insert into authors values (2); create schema if not exists understudy_cli_left')
  await deadRun(ledger, [
    rowsOf('authors', 2),
    { kind: 'postgres-schema', database: secretUrl, name: 'understudy_cli_left' },
    rowsOf('books', 2),
  ])
}

const authors = async () =>
  (await database.query<{ id: number }>('select id from authors order by id')).map(({ id }) => id)

test('--dry-run names what would go, and without it that goes', async () => {
  const ledger = fresh()
  await left(ledger)
  const looked = await understudyHere(['sweep', '--dry-run'], { env: env(ledger) })
  expect([looked.code, looked.stderr]).toEqual([0, ''])
  expect(looked.stdout).toMatch(/^Run of 20.* UTC on .* \(pid \d+\)\n/)
  expect(looked.stdout).toContain('would remove   schema understudy_cli_left in ')
  expect(looked.stdout).toContain('would remove   1 row of authors in ')
  expect(looked.stdout).toMatch(/\n2 things would be removed, 0 could not be \(.*ledger 1\)\.\n$/)
  expect(await authors()).toEqual([1, 2])

  const swept = await understudyHere(['sweep', '--url', secretUrl], { env: env(ledger) })
  expect([swept.code, swept.stderr]).toEqual([0, ''])
  expect(swept.stdout).toMatch(/removed {8}1 row of authors[\s\S]*\n2 things removed, 0 left \(/)
  expect(await authors()).toEqual([1])
  expect(await database.query("select 1 from pg_namespace where nspname = 'understudy_cli_left'")).toEqual([])
  for (const { stdout } of [looked, swept]) expect(stdout).not.toContain('s3cret')

  const again = await understudyHere(['sweep', '--ledger', ledger])
  expect([again.code, again.stdout]).toEqual([0, `Nothing was left by runs that are over (${ledger}).\n`])
})

test('what cannot be removed is named with its reason, stays noted, and ends with 1', async () => {
  const ledger = fresh()
  await database.execute('insert into authors values (3); insert into books values (30, 3)')
  await deadRun(ledger, [rowsOf('authors', 3)])
  const { code, stdout } = await understudyHere(['sweep', '--ledger', ledger])
  expect(code).toBe(1)
  expect(stdout).toMatch(/ {2}LEFT {11}1 row of authors in .*books/)
  expect(stdout).toMatch(/\n0 things removed, 1 left \(.*\)\.\nWhat is left stays noted\. .*\n$/)
  expect(await readdir(ledger)).toHaveLength(1)
  await database.execute('delete from books')
  const { document, code: second } = await json('--ledger', ledger)
  expect(second).toBe(0)
  expect(document).toMatchObject({
    ok: true,
    command: 'sweep',
    removed: 1,
    left: 0,
    complete: true,
    runs: [{ resources: [{ outcome: 'removed', rows: 1, resource: { kind: 'rows', table: 'authors' } }] }],
  })
  expect(await authors()).toEqual([1])
})

test('Ctrl-C ends it, says what stands, and the next sweep goes on', async () => {
  const ledger = fresh()
  await left(ledger)
  await database.execute('create table understudy_cli_left.t (id integer)')
  const waits = "select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like 'drop schema%cli_left%'"
  const ended = await database.transaction(async (transaction) => {
    await transaction.query('lock table understudy_cli_left.t in access share mode')
    return await understudy(['sweep', '--ledger', ledger], {
      watch: async (kill) => {
        await expect.poll(() => database.query(waits), { timeout: 30_000 }).toHaveLength(1)
        kill('SIGINT')
      },
    })
  })
  expect([ended.code, ended.stderr]).toEqual([
    130,
    expect.stringMatching(/^error CANCELLED: The sweep was interrupted\n[\s\S]*stands what was removed is gone/),
  ])
  expect((await understudyHere(['sweep', '--ledger', ledger])).stdout).toMatch(/\n2 things removed, 0 left/)
  expect(await authors()).toEqual([1])
})

test('scratch databases of commands that were killed go where a server is named', async () => {
  const name = `understudy_scratch_${process.pid.toString(16).padStart(12, '0')}`
  await database.query(`create database ${name}`)
  const { stdout } = await understudyHere(['sweep', '--ledger', fresh(), '--server', secretUrl])
  expect(stdout).toContain(`Scratch databases of commands that are over\n`)
  expect(stdout).toMatch(new RegExp(`removed {8}database ${name} on (?!.*s3cret)`))
  expect(await database.query('select 1 from pg_database where datname = $1', [name])).toEqual([])
})

test('test data in production needs the secret of its API', async () => {
  const ledger = fresh()
  await deadRun(ledger, [
    { kind: 'production', baseUrl: 'http://127.0.0.1:1', basePath: '/api/test/', testId: 'understudy_test_a' },
  ])
  const { code, stdout } = await understudyHere(['sweep'], { env: env(ledger) })
  expect([code, stdout]).toEqual([1, expect.stringContaining('the secret of its test data API was not given')])
})

test('a wrong URL and a folder that is none are said, without the password', async () => {
  const wrong = await understudyHere(['sweep', '--url', 'mysql://me:s3cret@host/app'])
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('--url')])
  expect(wrong.stderr).not.toContain('s3cret')
  const file = join(import.meta.dirname, 'sweep.test.ts')
  const { code, document } = await json('--ledger', file)
  expect([code, document]).toMatchObject([1, { ok: false, errorCode: 'LEDGER_UNREADABLE' }])
})

test('the help has examples', async () => {
  const { code, stdout } = await understudyHere(['sweep', '--help'])
  expect([code, stdout]).toEqual([0, expect.stringMatching(/--ledger <folder>[\s\S]*\$ understudy sweep --dry-run/)])
})

async function json(...args: string[]) {
  const { code, stdout } = await understudyHere(['sweep', '--json', ...args])
  return { code, document: JSON.parse(stdout) }
}
