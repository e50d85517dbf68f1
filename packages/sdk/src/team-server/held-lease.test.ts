import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { failure } from '../../test/failure.ts'
import { refusal, type TeamApi, teamApi } from '../../test/team-api.ts'
import { HeldLease, type LeaseQuestion } from './held-lease.ts'

let api: TeamApi
beforeEach(async () => {
  api = await teamApi()
  api.publish({ customers: [{ id: 1 }, { id: 2 }] })
})
afterEach(() => api.close())

const question: LeaseQuestion = { dataset: 'customers', rows: 1, seconds: 0.3, waitSeconds: 0, holder: 'a test' }
const take = (more: Partial<LeaseQuestion> = {}) => HeldLease.take(api.settings, { ...question, ...more })
const renewals = () => api.asked.filter((one) => one.endsWith('/renew')).length

test('a lease is renewed for as long as it is held, and given back once', async () => {
  const lease = await take({ seconds: 2 })
  expect(lease).toMatchObject({ version: 1, entity: 'customers', rows: [{ id: 1 }] })
  expect(api.heard[0]?.body).toEqual({ rows: 1, seconds: 2, holder: 'a test' })
  // By the third it would have ended, had nobody renewed it.
  await vi.waitFor(() => expect(renewals()).toBeGreaterThan(3), 30_000)
  expect(lease.lost).toBeUndefined()
  expect(api.held.size).toBe(1)
  await Promise.all([lease.release(), lease.release()])
  expect(api.held.size).toBe(0)
  const { length } = api.heard
  await new Promise((resolve) => setTimeout(resolve, 800))
  expect(api.heard).toHaveLength(length)
})

test('all attempts of one taking have one key, so that a lease whose answer was lost is not a second one', async () => {
  api.instead(() => refusal(503, 'STORE_BUSY', 'later'))
  const [one, other] = [await take({ seconds: 60 }), await take({ seconds: 60 })]
  const keys = api.heard.map(({ headers }) => headers.get('idempotency-key'))
  expect(keys).toHaveLength(3)
  expect(keys[0]).toBe(keys[1])
  expect(keys[2]).not.toBe(keys[0])
  await Promise.all([one.release(), other.release()])
})

test('a server that is away for a moment loses nothing', async () => {
  const lease = await take({ seconds: 3 })
  const away = () => refusal(503, 'STORE_UNREACHABLE', 'away')
  api.instead(away, away)
  await vi.waitFor(() => expect(renewals()).toBeGreaterThan(3), 30_000)
  expect(lease.lost).toBeUndefined()
  await lease.release()
})

test('a server that is away until the end of the lease: that it was lost is told, and what it means', async () => {
  const lease = await take()
  await api.close()
  await vi.waitFor(() => expect(lease.lost).toBeDefined(), 10_000)
  const failed = await failure(lease.release())
  expect(failed).toMatchObject({ code: 'LEASE_LOST', details: { url: api.url } })
  expect(failed.message).toContain('others may have had its rows')
})

test('a lease that the server ended is lost at once, and is not renewed again', async () => {
  const lease = await take({ seconds: 3 })
  api.instead(() => refusal(409, 'CONFLICT', 'the lease has ended'))
  await vi.waitFor(() => expect(lease.lost?.message).toContain('the lease has ended'), 10_000)
  expect(renewals()).toBe(1)
  expect(await failure(lease.release())).toMatchObject({ code: 'LEASE_LOST' })
})

test('a server that cannot be told that a lease is over: when its rows are free again is said', async () => {
  const lease = await take({ seconds: 60 })
  await api.close()
  const failed = await failure(lease.release())
  expect(failed.code).toBe('TEAM_SERVER_UNREACHABLE')
  expect(failed.message).toContain('free again in 60 seconds at most')
})

test('rows that others hold are waited for as long as is said', async () => {
  const taken = () => refusal(409, 'CONFLICT', '1 rows are asked for, and 0 are free', { wanted: 1, free: 0 })
  api.instead(taken)
  expect(await failure(take())).toMatchObject({ code: 'TEAM_SERVER_REFUSED' })
  api.instead(taken, taken)
  const lease = await take({ waitSeconds: 60, seconds: 60 })
  expect(lease.rows).toEqual([{ id: 1 }])
  await lease.release()
})

test('what waiting does not change is not waited for', async () => {
  api.instead(() => refusal(409, 'CONFLICT', 'the dataset is archived'))
  expect(await failure(take({ waitSeconds: 60 }))).toMatchObject({ code: 'TEAM_SERVER_REFUSED' })
  expect(api.heard).toHaveLength(1)
})
