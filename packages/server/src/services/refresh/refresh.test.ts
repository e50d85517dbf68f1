import { describe, expect, test } from 'vitest'
import { above } from '../../../test/above.ts'
import { until } from '../../../test/jobs.ts'
import { testRefresh } from '../../../test/refresh.ts'
import { callAs, server } from '../../../test/services.ts'
import { engines } from '../../../test/store.ts'
import { eraseDataset } from '../datasets/erase-dataset.ts'
import { readPage } from '../datasets/read/read-page.ts'
import { archiveVersion } from '../datasets/set-archived.ts'
import { openVersionWriter } from '../datasets/write/open-version-writer.ts'
import { cancelJob } from '../jobs/cancel-job.ts'
import { retryJob } from '../jobs/retry-job.ts'
import { decideHeld } from '../quality/decide-held.ts'
import { cancelRefresh } from './cancel-refresh.ts'
import { listRefreshes } from './list-refreshes.ts'
import { refreshDataset } from './refresh-dataset.ts'
import { rollBackDataset, rollBackRefresh } from './roll-back.ts'
import { startRefresh } from './start-refresh.ts'
import { tendRefreshes } from './tend-refreshes.ts'

const never = new AbortController().signal

describe.each(engines)('refreshes on %s', async (engine) => {
  const { testAbove } = above(engine)
  const all = await testRefresh(engine)
  const { services, team, generated, gate, settled, published, statuses, refresh, ended } = all
  await all.work()
  const start = (datasets: readonly string[], asked: { together?: boolean; id?: string; schedule?: string } = {}) =>
    startRefresh(services, server, { team, datasets, seed: 'new', ...asked })

  /** Started, and nobody does its jobs before `go`. */
  const idle = { ...services, queue: { ...services.queue, enqueue: async () => {} } }
  const startIdle = (datasets: readonly string[]) => startRefresh(idle, server, { team, datasets, seed: 'new' })
  const go = async (...jobs: readonly { readonly job: string | null }[]) => {
    for (const { job } of jobs) await services.queue.enqueue(team, String(job), [0])
  }

  test('a set is published in one transaction, when the last of it has passed', async () => {
    const [a, b] = [await generated('set a'), await generated('set b')]
    await gate(b, 10)
    const { refresh: id, started, skipped } = await start([a, b], { schedule: 'weekly' })
    expect([started.map(({ name }) => name), skipped]).toEqual([['set a', 'set b'], []])
    const { state, datasets, schedule, endedAt } = await settled(id)
    expect({ state, schedule }).toEqual({ state: 'published', schedule: 'weekly' })
    expect(datasets).toMatchObject([
      { dataset: a, state: 'published', before: 1, version: 2, gate: null },
      { dataset: b, state: 'published', before: 1, version: 2, run: expect.any(String) },
    ])
    expect(await published(a, b)).toEqual([2, 2])
    expect(await all.events('refresh.published')).toContainEqual({
      subject: `refresh:${id}`,
      schedule: 'weekly',
      together: true,
      datasets: 2,
      published: 2,
    })
    // What flipped the pointers is what ended the refresh: events of one transaction have one time.
    const told = await services.store.readTeam(team, (db) =>
      db.selectFrom('events').select(['type', 'at']).where('team_id', '=', team).execute(),
    )
    const moment = told.find(({ type }) => type === 'refresh.published')?.at
    expect(told.filter(({ type, at }) => type === 'dataset.published' && at === moment)).toHaveLength(2)
    expect(endedAt).not.toBeNull()
    expect((await listRefreshes(services, server, { team, dataset: 'set b', limit: 1 })).refreshes).toMatchObject([
      { id, startedBy: 'system' },
    ])
  })

  testAbove('where one does not pass, none is published; all of it is kept, with the reason', async () => {
    const [a, b] = [await generated('one a'), await generated('one b')]
    await gate(b, 1000)
    const { refresh: id, started } = await start([a, b])
    const found = await settled(id)
    expect(found).toMatchObject({
      state: 'refused',
      errorCode: 'QUALITY_RULE_VIOLATED',
      reason: '1 of 2 did not pass: one b (quality); none was published',
      datasets: [{ state: 'passed' }, { state: 'refused', gate: 'quality', run: expect.any(String) }],
    })
    expect(await published(a, b)).toEqual([1, 1])
    expect([await statuses(a), await statuses(b)]).toEqual([
      ['ready', 'refused'],
      ['ready', 'refused'],
    ])
    const kept = await services.store.readTeam(team, (db) =>
      db.selectFrom('chunks').select('rows').where('dataset_id', '=', a).where('version', '=', 2).execute(),
    )
    expect(kept.map(({ rows }) => Number(rows))).toEqual([20])
    const rows = { team, dataset: a, version: 2, limit: 3 }
    await expect(readPage(services, server, rows)).rejects.toMatchObject({ code: 'REFRESH_REFUSED' })
    expect(await readPage(services, server, { ...rows, inspect: true })).toMatchObject({ version: 2, rows: 3 })
    const writer = callAs({ kind: 'key', id: 'k', name: 'k', team, scopes: new Set(['datasets.read'] as const) })
    await expect(readPage(services, writer, { ...rows, inspect: true })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(rollBackDataset(services, server, { team, dataset: a, version: 2 })).rejects.toMatchObject({
      code: 'REFRESH_REFUSED',
      details: { refresh: id },
    })
    await expect(retryJob(services, server, { team, job: String(started[0]?.job) })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    // The next one is not hindered by it.
    await gate(b, 1)
    expect(await settled((await start([a, b])).refresh)).toMatchObject({ state: 'published' })
    expect(await published(a, b)).toEqual([3, 3])
  })

  testAbove('one by one, each is published as it passes, and the rest says why it is not', async () => {
    const [a, b] = [await generated('each a'), await generated('each b')]
    await gate(b, 1000)
    const { refresh: id } = await start([a, b], { together: false })
    expect(await settled(id)).toMatchObject({
      state: 'refused',
      reason: '1 of 2 did not pass: each b (quality)',
      datasets: [{ state: 'published' }, { state: 'refused' }],
    })
    expect(await published(a, b)).toEqual([2, 1])
    expect(await all.events('refresh.refused')).toContainEqual(
      expect.objectContaining({ subject: `refresh:${id}`, datasets: 2, published: 1 }),
    )
  })

  testAbove('what was published by somebody else meanwhile is not mixed with it', async () => {
    const [a, b] = [await generated('over a'), await generated('over b')]
    await gate(b, 10)
    await all.rules(a, {}, null)
    const { refresh: id, started } = await startIdle([a, b])
    await all.upload(a, [{ id: 1 }])
    await go(...started)
    const found = await settled(id)
    expect(found).toMatchObject({ state: 'failed', errorCode: 'REFRESH_OVERTAKEN' })
    expect(await published(a, b)).toEqual([3, 1])
    expect(await statuses(b)).toEqual(['ready', 'refused'])
  })

  test('of a dataset there is one refresh at a time', async () => {
    const [a, b] = [await generated('busy a'), await generated('busy b')]
    const { refresh: id, started } = await startIdle([a])
    await expect(start([b, a])).rejects.toMatchObject({ code: 'CONFLICT', details: { refresh: id } })
    const rest = await start([a, b], { together: false })
    expect(rest).toMatchObject({ started: [{ name: 'busy b' }], skipped: [{ name: 'busy a', errorCode: 'CONFLICT' }] })
    await go(...started)
    expect(await settled(id)).toMatchObject({ state: 'published' })
    expect(await settled(rest.refresh)).toMatchObject({ state: 'published' })
  })

  test('asked for twice by the same id it is started once', async () => {
    const a = await generated('twice')
    const id = services.newId()
    const both = await Promise.all([start([a], { id }), start([a], { id })])
    expect(both.map(({ refresh }) => refresh)).toEqual([id, id])
    expect(await settled(id)).toMatchObject({ state: 'published', datasets: [{ version: expect.any(Number) }] })
    expect(await start([a], { id })).toMatchObject({ refresh: id, started: [{ dataset: a }] })
    expect((await statuses(a)).filter((status) => status === 'ready')).toHaveLength(2)
  })

  test('a process that dies before all jobs are there leaves them to the next', async () => {
    const [a, b] = [await generated('left a'), await generated('left b')]
    const id = services.newId()
    let died = false
    const mortal = {
      ...services,
      queue: {
        ...services.queue,
        enqueue: async () => {
          died = true
          throw new Error('the process dies here')
        },
      },
    }
    await expect(startRefresh(mortal, server, { team, datasets: [a, b], id })).rejects.toThrow('dies here')
    expect(died).toBe(true)
    expect(await refresh(id)).toMatchObject({ state: 'running', datasets: [{ state: 'making' }, { state: 'waiting' }] })
    await tendRefreshes(services, never)
    const job = (await refresh(id)).datasets[0]?.job
    await services.queue.enqueue(team, String(job), [0])
    expect(await settled(id)).toMatchObject({ state: 'published' })
    expect(await published(a, b)).toEqual([2, 2])
  })

  testAbove('cancelled, nothing of it is published and its jobs end', async () => {
    const [a, b] = [await generated('off a'), await generated('off b', 20_000)]
    const { refresh: id, started } = await start([a, b])
    const cancelled = await cancelRefresh(services, server, { team, refresh: String(id) })
    expect(cancelled).toMatchObject({ state: 'cancelled', datasets: [{ state: 'cancelled' }, { state: 'cancelled' }] })
    expect(await cancelRefresh(services, server, { team, refresh: String(id) })).toMatchObject({ state: 'cancelled' })
    expect((await ended({ id: String(started[1]?.job) })).status).toBe('cancelled')
    expect(await published(a, b)).toEqual([1, 1])
    const other = await start([a])
    await settled(other.refresh)
    await expect(cancelRefresh(services, server, { team, refresh: String(other.refresh) })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
  })

  testAbove('a job that fails or is cancelled ends it with the reason', async () => {
    const [a, b] = [await generated('fall a'), await generated('fall b')]
    const { refresh: id, started } = await startIdle([a, b])
    await cancelJob(services, server, { team, job: String(started[1]?.job) })
    await go(...started)
    expect(await settled(id)).toMatchObject({
      state: 'cancelled',
      datasets: [{ state: 'passed' }, { state: 'cancelled', reason: 'the job that makes it was cancelled' }],
    })
    expect(await statuses(a)).toEqual(['ready', 'refused'])
    const failing = await startIdle([b])
    await services.store.team(team, (tx) =>
      tx
        .updateTable('versions')
        .set({ status: 'refused' })
        .where('dataset_id', '=', b)
        .where('status', '=', 'hidden')
        .execute(),
    )
    await go(...failing.started)
    expect(await settled(failing.refresh)).toMatchObject({
      state: 'failed',
      errorCode: 'CONFLICT',
      datasets: [{ reason: 'the job that makes it failed' }],
    })
  })

  testAbove('a dataset that is erased meanwhile takes the set with it', async () => {
    const [a, b] = [await generated('gone a'), await generated('gone b')]
    const { refresh: id, started } = await startIdle([a, b])
    await eraseDataset(services, server, team, b)
    await go(...started)
    expect(await settled(id)).toMatchObject({
      state: 'failed',
      datasets: [{ state: 'passed' }, { state: 'failed', reason: 'the dataset was erased' }],
    })
    expect(await published(a)).toEqual([1])
  })

  testAbove('whatever keeps it from its end keeps it no longer than a day', async () => {
    const [a, b] = [await generated('late a'), await generated('late b')]
    await gate(b, 1)
    const { refresh: id } = await start([a, b], {})
    await settled(id)
    const { refresh: stuck } = await startIdle([a, b])
    await tendRefreshes(idle, never)
    expect(await refresh(String(stuck))).toMatchObject({ state: 'running' })
    await services.store.team(team, (tx) =>
      tx
        .updateTable('refreshes')
        .set({ started_at: new Date(services.now().getTime() - 90_000_000).toISOString() })
        .where('id', '=', String(stuck))
        .execute(),
    )
    await tendRefreshes(idle, never)
    expect(await refresh(String(stuck))).toMatchObject({ state: 'failed', errorCode: 'REFRESH_TIMED_OUT' })
    expect(await published(a, b)).toEqual([2, 2])
  })

  testAbove('a version that is held is decided on by hand as part of its set, and not before the others', async () => {
    const [a, b] = [await generated('hand a'), await generated('hand b')]
    // No rule gives no score, which is none that is high enough.
    await all.rules(a, {}, { refuse: 'failed', strict: false, minScore: 1 })
    const { refresh: id, started } = await startIdle([a, b])
    await go(started[0]!)
    await until(async () => (await refresh(String(id))).datasets[0]?.state === 'refused')
    const decision = { team, dataset: a, version: 2, outcome: 'ready' } as const
    expect(await decideHeld(services, server, decision)).toMatchObject({ status: 'hidden' })
    expect(await published(a)).toEqual([1])
    await go(started[1]!)
    expect(await settled(id)).toMatchObject({ state: 'published' })
    expect(await published(a, b)).toEqual([2, 2])
  })

  testAbove('any version that is kept is read again, until the next is published', async () => {
    const a = await generated('back')
    for (const version of [2, 3]) {
      expect(await settled((await start([a])).refresh)).toMatchObject({ state: 'published', datasets: [{ version }] })
    }
    const back = (version: number) => rollBackDataset(services, server, { team, dataset: a, version })
    expect(await back(1)).toMatchObject({ name: 'back', version: 1, from: 3 })
    expect(await back(1)).toMatchObject({ version: 1, from: 1 })
    await archiveVersion(services, server, { team, dataset: a, version: 2, archived: true })
    expect(await back(2)).toMatchObject({ version: 2, from: 1 })
    expect(await statuses(a)).toEqual(['ready', 'ready', 'ready'])
    await expect(back(9)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await all.events('dataset.rolled-back')).toHaveLength(2)
    // The next one is published over it.
    expect(await settled((await start([a])).refresh)).toMatchObject({ state: 'published', datasets: [{ before: 2 }] })
    expect(await published(a)).toEqual([4])
  })

  testAbove('what was held when people went back, and is ready late, is not what is read', async () => {
    const a = await generated('late one')
    const writer = await openVersionWriter(services, server, { team, dataset: a, origin: { kind: 'upload' } })
    await writer.publish({ hold: true })
    await all.upload(a, [{ id: 1 }])
    expect(await published(a)).toEqual([3])
    await rollBackDataset(services, server, { team, dataset: a, version: 1 })
    await decideHeld(services, server, { team, dataset: a, version: 2, outcome: 'ready' })
    expect(await published(a)).toEqual([1])
  })

  testAbove('a set is rolled back at once, or not at all', async () => {
    const [a, b] = [await generated('both a'), await generated('both b')]
    const { refresh: id } = await start([a, b])
    await settled(id)
    expect(await rollBackRefresh(services, server, { team, refresh: String(id) })).toHaveLength(2)
    expect(await published(a, b)).toEqual([1, 1])
    const { refresh: next } = await start([a, b])
    await settled(next)
    await settled((await start([b])).refresh)
    await expect(rollBackRefresh(services, server, { team, refresh: String(next) })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    expect(await published(a, b)).toEqual([3, 4])
  })

  testAbove('one dataset alone is made anew as a refresh of one', async () => {
    const a = await generated('single')
    const job = await refreshDataset(services, server, { team, dataset: 'single' })
    expect((await ended(job)).result).toMatchObject({ version: 2 })
    const { refreshes } = await listRefreshes(services, server, { team, dataset: a, limit: 5 })
    expect(refreshes).toMatchObject([{ state: 'published', datasets: [{ job: job.id }] }])
    await all.upload(a, [{ id: 1 }])
    await expect(refreshDataset(services, server, { team, dataset: a })).rejects.toMatchObject({
      code: 'NOT_REFRESHABLE',
    })
  })

  test('nothing of this was a fault of the server', () => {
    expect(all.faults).toEqual([])
  })
})
