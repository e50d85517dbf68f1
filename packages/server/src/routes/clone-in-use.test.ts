import { once } from 'node:events'
import { connect } from '@understudy/sdk'
import { backupsOf } from '@understudy/sdk/clone'
import { expect, test } from 'vitest'
import { ended, environmentsConfig, planned, rowsIn, shopEnvironments, workers } from '../../test/environments.ts'
import { testServer } from '../../test/server.ts'
import { fillShop, shopPolicy } from '../../test/shop.ts'

const server = await testServer('postgres', { name: 'clone-in-use', config: await environmentsConfig() })
const { ask, person } = server
const team = await server.team()
const { token } = await person({ [team]: 'admin' })
const { live, copies } = await shopEnvironments(server, 'postgres', { team, targets: 2 })
await ask('POST', '/anonymization/policies', { token, body: { name: 'shop', policy: shopPolicy('postgres') } })
await workers(server, 2)
const asked = (target: string) => ({ token, team, source: live.name, target, policy: 'shop' })
/** Copies beside targets that are not promoted, and are not dropped. */
const staging = async () => {
  // Of these targets alone: other files of tests clone on the same server meanwhile.
  const beside = copies.map(({ url }) => `${new URL(url).pathname.slice(1)}_understudy_`)
  const rows = await rowsIn(live.url, 'select datname::text as name from pg_database')
  const names = rows.map(({ name }) => String(name))
  return names.filter((name) => beside.some((own) => name.startsWith(own)) && /_[0-9a-f]{10}$/.test(name))
}

/** Somebody is in it until they are let go: in a transaction, for a connection that idles is closed after a while. */
async function heldOpen(url: string): Promise<() => Promise<void>> {
  const database = await connect(url, { maxConnections: 1 })
  const isOver = new AbortController()
  let staying = Promise.resolve()
  await new Promise<void>((isIn, failed) => {
    staying = database.transaction(async (session) => {
      await session.query('select 1')
      isIn()
      await once(isOver.signal, 'abort')
    })
    staying.catch(failed)
  })
  return async () => {
    isOver.abort()
    await staying
    await database.close()
  }
}

test('a target that somebody uses stays as it is; the same request goes on with what was copied, once nobody does', async () => {
  const copy = copies[0]!
  await fillShop(copy.url, 3)
  const { request } = await planned(server, asked(copy.name))
  const letGo = await heldOpen(copy.url)
  const { body: begun } = await ask('POST', '/clone', { token, body: request })
  const failed = await ended(server, token, begun.id)
  expect(failed).toMatchObject({ status: 'failed', isLeft: true, failure: { code: 'TARGET_IN_USE' } })
  expect(await rowsIn(copy.url, 'select 1 as one from customers')).toHaveLength(3)
  expect((await ask('GET', `/environments/${copy.id}`, { token })).body).toMatchObject({
    status: 'error',
    job: begun.job,
  })
  expect(await staging()).toHaveLength(1)
  await letGo()
  const { body: again } = await ask('POST', '/clone', { token, body: request })
  expect(again.id).toBe(begun.id)
  expect(again.job).not.toBe(begun.job)
  expect(await ended(server, token, again.id)).toMatchObject({ status: 'completed', failure: null })
  expect(await rowsIn(copy.url, 'select 1 as one from customers')).toHaveLength(50)
  expect(await backupsOf({ url: copy.url })).toHaveLength(1)
  expect((await ask('GET', `/environments/${copy.id}`, { token })).body).toMatchObject({ status: 'active', job: null })
})

test('what one has left is taken away by another request first, and where nobody wants it', async () => {
  const copy = copies[1]!
  await fillShop(copy.url, 3)
  const { request } = await planned(server, asked(copy.name))
  const letGo = await heldOpen(copy.url)
  const { body: begun } = await ask('POST', '/clone', { token, body: request })
  await ended(server, token, begun.id)
  const [left, ...others] = await staging()
  expect(others).toEqual([])
  const other = { ...request, keepBackupDays: 1 }
  const { body: next } = await ask('POST', '/clone', { token, body: other })
  expect(next.id).not.toBe(begun.id)
  expect(await ended(server, token, next.id)).toMatchObject({ status: 'failed', isLeft: true })
  expect((await ask('GET', `/clone/${begun.id}`, { token })).body).toMatchObject({ status: 'failed', isLeft: false })
  const now = await staging()
  expect(now).toHaveLength(1)
  expect(now).not.toContain(left)

  const { body } = await ask('POST', `/clone/${next.id}/cancel`, { token })
  expect(body).toMatchObject({ status: 'cancelled', isLeft: false })
  expect(await staging()).toEqual([])
  await letGo()
  expect((await ask('GET', `/environments/${copy.id}`, { token })).body).toMatchObject({ status: 'active', job: null })
  expect((await ask('POST', `/clone/${next.id}/cancel`, { token })).body).toMatchObject({ status: 'cancelled' })
  expect(server.faults).toEqual([])
})
