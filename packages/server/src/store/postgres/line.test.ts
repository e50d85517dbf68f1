import pg from 'pg'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { until } from '../../../test/jobs.ts'
import { testRing, testStoreConfig, testTeam } from '../../../test/store.ts'
import { createBell } from '../../events/bell.ts'
import { createHub } from '../../events/hub.ts'
import { writeEvents } from '../../events/outbox.ts'
import { bossQueue } from '../../jobs/boss-queue.ts'
import { startWorker } from '../../jobs/worker.ts'
import { openStore } from '../open-store.ts'
import { queueLogin } from './queue-login.ts'

const hourMs = 3_600_000
const config = await testStoreConfig('postgres', 'line')
const url = config.engine === 'postgres' ? config.url : ''
const stores = await Promise.all([openStore(config, testRing), openStore(config, testRing)])
afterAll(() => Promise.all(stores.map((store) => store.close())))
const [store] = stores

/** Two processes, each with a line, until the test is over. */
async function lines() {
  const failures: unknown[] = []
  const opened = await Promise.all(stores.map((one) => one.openLine((thrown) => failures.push(thrown))))
  onTestFinished(() => Promise.all(opened.map((line) => line?.[Symbol.asyncDispose]())).then(() => {}))
  const [here, there] = opened
  if (!here || !there) throw new Error('a store on Postgres has a line')
  return { here, there, failures }
}

async function asOwner(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statement)
  await client.end()
}

describe('the line between processes', () => {
  test('carries what is said to the others, by its topic, and not back to who said it', async () => {
    const { here, there } = await lines()
    const heard: string[] = []
    here.onSaid('events', (text) => heard.push(`here ${text}`))
    there.onSaid('events', (text) => heard.push(`there ${text}`))
    const unhear = there.onSaid('queue', () => heard.push('queue'))
    here.say('events', 'one')
    await expect.poll(() => heard).toEqual(['there one'])
    unhear()
    here.say('queue', '')
    there.say('events', 'two')
    await expect.poll(() => heard).toEqual(['there one', 'here two'])
  })

  test('says once what is the same and could not be sent yet', async () => {
    const { here, there } = await lines()
    const heard: string[] = []
    there.onSaid('events', (text) => heard.push(text))
    for (let count = 0; count < 100; count++) here.say('events', 'same')
    here.say('events', 'last')
    await expect.poll(() => heard.at(-1)).toBe('last')
    expect(heard.length).toBeLessThanOrEqual(3)
  })

  test('comes back by itself after it was cut', async () => {
    const { here, there } = await lines()
    const heard: string[] = []
    there.onSaid('events', (text) => heard.push(text))
    await asOwner(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'understudy line'`,
    )
    await expect
      .poll(() => {
        here.say('events', 'again')
        return heard.includes('again')
      })
      .toBe(true)
  })

  test('is closed once, however often it is asked, and says nothing afterwards', async () => {
    const { here, there, failures } = await lines()
    const heard: string[] = []
    there.onSaid('events', (text) => heard.push(text))
    await Promise.all([here[Symbol.asyncDispose](), here[Symbol.asyncDispose]()])
    here.say('events', 'late')
    await asOwner("notify understudy, 'nobody events heard'")
    await expect.poll(() => heard).toEqual(['heard'])
    expect(failures).toEqual([])
  })
})

describe('what happens in one process', () => {
  test('is on a stream of another at once, though that looks by itself once an hour', async () => {
    const { here, there } = await lines()
    const team = await testTeam(store)
    const reportFailure = (thrown: unknown) => {
      throw thrown
    }
    const hub = createHub({ store, bell: createBell(there), reportFailure, pollMs: hourMs })
    onTestFinished(() => hub.close())
    using subscription = await hub.open(team)
    const next = subscription.next(0, { waitMs: hourMs, signal: new AbortController().signal })
    await store.team(team, (tx) =>
      writeEvents(tx, { team, actor: 'system', at: new Date(), newId: () => crypto.randomUUID() }, [
        { type: 'team.updated', subject: `team:${team}`, data: {} },
      ]),
    )
    createBell(here).ring(team)
    expect(await next).toMatchObject([{ position: 1, type: 'team.updated' }])
  })

  test('is no reason to look for a team that cannot be', async () => {
    const { here, there } = await lines()
    const rung: string[] = []
    createBell(there).onRing((team) => rung.push(team))
    here.say('events', "'; drop table events")
    here.say('events', '11111111-1111-4111-8111-111111111111')
    await expect.poll(() => rung).toEqual(['11111111-1111-4111-8111-111111111111'])
  })

  test('is taken by a worker of another at once, though that looks by itself once an hour', async () => {
    const { here, there } = await lines()
    const login = await queueLogin(url, testRing)
    const faults: unknown[] = []
    const open = (line: typeof here) => bossQueue({ login, onError: (thrown) => faults.push(thrown), line })
    const [accepts, works] = [await open(here), await open(there)]
    const done: number[] = []
    const worker = startWorker(
      works,
      async (taken) => {
        done.push(taken.partition)
        await taken.done()
      },
      { concurrency: 1, pollMs: hourMs, onError: (thrown) => faults.push(thrown) },
    )
    // It has looked once, and rests.
    await until(async () => (await works.count()).waiting === 0)
    await new Promise((resolve) => setTimeout(resolve, 200))
    const id = '11111111-1111-4111-8111-111111111111'
    await accepts.enqueue(id, id, [3])
    await expect.poll(() => done, { timeout: 10_000 }).toEqual([3])
    await worker.close(AbortSignal.abort())
    await Promise.all([accepts.close(), works.close()])
    expect(faults).toEqual([])
  })
})
