import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../../test/database.ts'
import { failure } from '../../../../test/failure.ts'
import type { Database } from '../../../database/adapter.ts'
import { connect } from '../../../database/connect.ts'
import { classifyError } from '../classify/classify-error.ts'
import { openFaultProxy } from './fault-proxy.ts'

const url = await testDatabase('proxy')
const direct = await connect(url)
const proxy = await openFaultProxy(url)
const over = await connect(proxy.url, { maxConnections: 2 })
await direct.execute('create table marks (mark text)')

afterAll(async () => {
  await over.close()
  await proxy[Symbol.asyncDispose]()
  await direct.close()
})
afterEach(async () => {
  proxy.heal()
  await direct.execute('truncate marks')
})

const marks = async () => (await direct.query<{ mark: string }>('select mark from marks')).map(({ mark }) => mark)
const write = (database: Database, mark: string) =>
  database.transaction((transaction) => transaction.query('insert into marks values ($1)', [mark]))
const one = () => over.query('select 1 as one')

test('without a fault everything passes, however much', async () => {
  const size = 3_000_000
  const [row] = await over.query<{ text: string }>(`select repeat('x', ${size}) as text`)
  expect(row?.text.length).toBe(size)
  const [back] = await over.query<{ n: number }>('select length($1) as n', ['y'.repeat(size)])
  expect(back?.n).toBe(size)
})

test('a delay changes nothing but the time', async () => {
  proxy.inject({ kind: 'delay', milliseconds: 20 })
  const from = performance.now()
  await write(over, 'late')
  // Four messages there and four answers back; a lower bound that no fast machine can pass.
  expect(performance.now() - from).toBeGreaterThan(100)
  expect(await marks()).toEqual(['late'])
})

test('what is dropped is told to nobody, until it is healed', async () => {
  await one()
  proxy.inject({ kind: 'drop' })
  let settled = false
  const lost = failure(one()).finally(() => {
    settled = true
  })
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(settled).toBe(false)
  proxy.heal()
  proxy.cut()
  expect((await lost).code).toBe('CONNECTION_LOST')
  expect(await one()).toEqual([{ one: 1 }])
})

test.each(['client', 'server'] as const)(
  'a cut after some bytes of the %s happens once, in the middle',
  async (from) => {
    const before = proxy.strikes
    proxy.inject({ kind: 'cut after', bytes: 10_000, from })
    await one()
    const much = 'x'.repeat(50_000)
    const error = await failure(over.query("select repeat('x', 50000) as text, $1 as given", [much]))
    expect([error.code, classifyError(error).class]).toEqual(['CONNECTION_LOST', 'connection_lost'])
    expect(proxy.strikes).toBe(before + 1)
    expect(await one()).toEqual([{ one: 1 }])
  },
)

describe('a cut at COMMIT looks alike to who commits', () => {
  test.each([
    [true, ['kept']],
    [false, []],
  ])('whether it arrived, %s, or not', async (arrived, kept) => {
    proxy.inject({ kind: 'cut at commit', arrived })
    const error = await failure(write(over, 'kept'))
    expect([error.code, error.details.outcome, error.operation]).toEqual(['CONNECTION_LOST', 'unknown', 'commit'])
    expect(classifyError(error)).toMatchObject({ class: 'outcome_unknown', retry: 'only if idempotent' })
    await expect.poll(() => direct.query('select 1 from pg_locks where relation = $1::regclass', ['marks'])).toEqual([])
    expect(await marks()).toEqual(kept)
    await write(over, 'after')
    expect(await marks()).toEqual([...kept, 'after'])
  })
})

test('who comes is refused, and let in again', async () => {
  proxy.inject({ kind: 'refuse' })
  proxy.cut()
  await expect.poll(() => proxy.connections).toBe(0)
  const error = await failure(connect(proxy.url))
  expect([error.code, classifyError(error).class]).toEqual(['CONNECTION_FAILED', 'connection_refused'])
  proxy.heal()
  await (await connect(proxy.url)).close()
})
