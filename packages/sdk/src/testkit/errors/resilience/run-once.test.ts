import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { testDatabase } from '../../../../../../test/database.ts'
import { failure } from '../../../../test/failure.ts'
import type { Session } from '../../../database/adapter.ts'
import { connect } from '../../../database/connect.ts'
import { openFaultProxy } from '../proxy/fault-proxy.ts'
import { runOnce } from './run-once.ts'

const url = await testDatabase('once')
const direct = await connect(url)
const keys = { name: 'done' }
const options = { keys, pause: 1 }
await direct.execute('create table done (key text primary key); create table paid (amount int, unique (amount))')
beforeEach(() => direct.execute('truncate done, paid'))
afterAll(() => direct.close())

const pay = (amount: number) => (transaction: Session) =>
  transaction.query<{ amount: number }>('insert into paid values ($1) returning amount', [amount])
const paid = async () =>
  (await direct.query<{ amount: number }>('select amount from paid order by 1')).map(({ amount }) => amount)

test('what commits at once is done once, and a second call finds it', async () => {
  expect(await runOnce(direct, 'a', pay(1), options)).toEqual({
    outcome: 'committed',
    result: [{ amount: 1 }],
    attempts: 1,
    failures: [],
  })
  expect(await runOnce(direct, 'a', pay(2), options)).toMatchObject({ outcome: 'found', result: null })
  expect(await paid()).toEqual([1])
})

test.each([
  [true, 'found'],
  [false, 'committed'],
])(
  'a COMMIT that is cut, and arrived: %s, is done once, where trying again would do it twice',
  async (arrived, outcome) => {
    await direct.execute('alter table paid drop constraint paid_amount_key')
    await using proxy = await openFaultProxy(url)
    await using over = await connect(proxy.url)
    proxy.inject({ kind: 'cut at commit', arrived })
    const once = await runOnce(over, 'once', pay(7), options)
    expect(once).toMatchObject({ outcome, attempts: 2, failures: [{ class: 'outcome_unknown' }] })
    expect([proxy.strikes, await paid()]).toEqual([1, [7]])

    proxy.inject({ kind: 'cut at commit', arrived })
    await failure(over.transaction(pay(8)))
    await over.transaction(pay(8))
    expect(await paid()).toEqual(arrived ? [7, 8, 8] : [7, 8])
    await direct.execute('delete from paid; alter table paid add constraint paid_amount_key unique (amount)')
  },
)

test('an attempt that is still under way somewhere is waited for', async () => {
  let finish: () => void = () => {}
  const finished = new Promise<void>((resolve) => {
    finish = resolve
  })
  const slow = runOnce(
    direct,
    'same',
    async (transaction) => {
      await pay(1)(transaction)
      await finished
    },
    options,
  )
  await expect
    .poll(() =>
      direct.query(
        "select 1 from pg_stat_activity where state = 'idle in transaction' and datname = current_database()",
      ),
    )
    .toHaveLength(1)
  const second = runOnce(direct, 'same', pay(2), options)
  await expect.poll(() => direct.query('select 1 from pg_locks where not granted')).toHaveLength(1)
  finish()
  expect([(await slow).outcome, (await second).outcome]).toEqual(['committed', 'found'])
  expect(await paid()).toEqual([1])
})

test('what a retry cures is retried, and what it cannot cure is thrown with nothing kept', async () => {
  let tries = 0
  const result = await runOnce(
    direct,
    'cured',
    async (transaction) => {
      await pay(++tries)(transaction)
      if (tries < 3) await transaction.execute("do $$ begin raise exception 'x' using errcode = '40001'; end $$")
      return tries
    },
    options,
  )
  expect(result).toMatchObject({ outcome: 'committed', result: 3, attempts: 3 })
  expect(result.failures.map((one) => one.class)).toEqual(['serialization_failure', 'serialization_failure'])

  const own = await failure(runOnce(direct, 'own', pay(3), options))
  expect([own.code, own.details.constraint]).toEqual(['CONSTRAINT_VIOLATED', 'paid_amount_key'])
  const always = (transaction: Session) =>
    transaction.execute("do $$ begin raise exception 'x' using errcode = '40001'; end $$")
  expect((await failure(runOnce(direct, 'never', always, { ...options, attempts: 2 }))).details.sqlstate).toBe('40001')
  expect(await paid()).toEqual([3])
  expect(await direct.query('select key from done')).toEqual([{ key: 'cured' }])
})

test('two that wait for each other are both done, each once', async () => {
  await direct.query('insert into paid values (1), (2)')
  const both = { one: 0, other: 0 }
  let meet: () => void = () => {}
  const met = new Promise<void>((resolve) => {
    meet = resolve
  })
  const raise = (name: keyof typeof both, first: number, second: number) =>
    runOnce(
      direct,
      name,
      async (transaction) => {
        await transaction.execute("set local deadlock_timeout = '10ms'")
        await transaction.query('update paid set amount = amount + 10 where amount % 10 = $1', [first])
        if (++both[name] === 1 && both.one + both.other === 2) meet()
        await met
        await transaction.query('update paid set amount = amount + 10 where amount % 10 = $1', [second])
      },
      options,
    )
  const results = await Promise.all([raise('one', 1, 2), raise('other', 2, 1)])
  expect(results.map(({ outcome }) => outcome)).toEqual(['committed', 'committed'])
  expect(results.flatMap(({ failures }) => failures.map((failure) => failure.class))).toContain('deadlock')
  expect(await paid()).toEqual([21, 22])
})

test('on SQLite the same', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'understudy-once-'))
  try {
    await using database = await connect(`sqlite:${join(folder, 'once.db')}`)
    await database.execute('create table done (key text primary key); create table paid (amount int)')
    expect((await runOnce(database, 'a', pay(1), options)).outcome).toBe('committed')
    expect((await runOnce(database, 'a', pay(1), options)).outcome).toBe('found')
    expect(await database.query('select amount from paid')).toEqual([{ amount: 1 }])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
