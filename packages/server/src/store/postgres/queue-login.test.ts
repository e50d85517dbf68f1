import pg from 'pg'
import { expect, test } from 'vitest'
import { testRing, testStoreConfig } from '../../../test/store.ts'
import { bossQueue } from '../../jobs/boss-queue.ts'
import { openStore } from '../open-store.ts'
import { queueLogin, queueRole } from './queue-login.ts'

const config = await testStoreConfig('postgres', 'queue-login')
const url = config.engine === 'postgres' ? config.url : ''
const role = queueRole(new URL(url).pathname.slice(1))

async function asQueue<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ ...(await queueLogin(url, testRing)), ssl: false })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

test('the queue works as a role that reads nothing of the server and can do nothing to it', async () => {
  await (await openStore(config, testRing)).close()
  const faults: unknown[] = []
  const queue = await bossQueue({ login: await queueLogin(url, testRing), onError: (error) => faults.push(error) })
  const job = '33333333-3333-4333-8333-333333333333'
  await queue.enqueue(job, job, [0])
  const taken = await queue.take()
  expect(taken).toMatchObject({ team: job, job, partition: 0 })
  await taken?.done()
  await queue.close()
  expect(faults).toEqual([])
  for (const statement of [
    'select * from understudy.datasets',
    'select * from understudy.application_role',
    'create table understudy.mine (a int)',
    'create schema mine',
    'create role mine',
    'set role postgres',
  ]) {
    await expect(
      asQueue((client) => client.query(statement)),
      statement,
    ).rejects.toMatchObject({ code: '42501' })
  }
  await asQueue(async (client) => {
    const { rows } = await client.query(
      'select current_user::text as who, rolsuper, rolbypassrls from pg_roles where rolname = current_user',
    )
    expect(rows).toEqual([{ who: role, rolsuper: false, rolbypassrls: false }])
  })
})
