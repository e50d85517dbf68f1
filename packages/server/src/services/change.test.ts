import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { engines, testRing, testStoreConfig, testTeam } from '../../test/store.ts'
import { createTrail } from '../audit/trail.ts'
import { systemRows, teamRows } from '../audit/trail-rows.ts'
import { createBell } from '../events/bell.ts'
import { eventHead, eventsAfter } from '../events/outbox.ts'
import { openStore } from '../store/open-store.ts'
import type { TeamTransaction } from '../store/store.ts'
import type { Call } from './call.ts'
import { change, changeSystem } from './change.ts'

const call: Call = {
  actor: { kind: 'key', id: 'k1', name: 'ci', team: 't', scopes: new Set() },
  requestId: 'r1',
  ip: '203.0.113.7',
  signal: new AbortController().signal,
}

describe.each(engines)('a change on %s', async (engine) => {
  const store = await openStore(await testStoreConfig(engine, 'change'), testRing)
  afterAll(() => store.close())
  const bell = createBell()
  const services = {
    store,
    bell,
    trail: createTrail({ derive: (purpose) => Buffer.from(purpose.padEnd(32, '.')) }),
    now: () => new Date('2026-01-02T03:04:05Z'),
    newId: () => randomUUID(),
  }
  const config = (tx: TeamTransaction, team: string) =>
    tx
      .insertInto('team_config')
      .values({ team_id: team, config_sealed: new Uint8Array(), updated_at: '', revision: 1 })
      .execute()
  const standing = (team: string) =>
    store.readTeam(team, async (db) => ({
      configs: (await db.selectFrom('team_config').select('revision').execute()).length,
      entries: (await teamRows(db, team).after(0, 100)).length,
      events: (await eventsAfter(db, team, 0, 100)).length,
    }))

  test('the rows, the trail and the events of a change are there together', async () => {
    const team = await testTeam(store)
    const result = await change(services, call, team, async (tx, note) => {
      await config(tx, team)
      note.event({ type: 'team.updated', subject: `team:${team}`, data: { revision: 1 } })
      note.audit({ action: 'team.update', subject: `team:${team}` })
      return 'done'
    })
    expect(result).toBe('done')
    expect(await standing(team)).toEqual({ configs: 1, entries: 1, events: 1 })
    const [event] = await store.readTeam(team, (db) => eventsAfter(db, team, 0, 1))
    expect(event).toMatchObject({ position: 1, type: 'team.updated', data: { revision: 1 }, actor: 'key:k1' })
  })

  test('of a change that fails nothing is there, and nobody is told', async () => {
    const team = await testTeam(store)
    const heard: string[] = []
    const unhear = bell.onRing((rung) => heard.push(rung))
    const failed = change(services, call, team, async (tx, note) => {
      note.event({ type: 'team.updated', subject: `team:${team}`, data: {} })
      note.audit({ action: 'team.update', subject: `team:${team}` })
      await config(tx, team)
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    unhear()
    expect(await standing(team)).toEqual({ configs: 0, entries: 0, events: 0 })
    expect(heard).toEqual([])
    expect(await store.readTeam(team, (db) => eventHead(db, team))).toBe(0)
  })

  test('where the trail cannot be written there is no change either', async () => {
    const team = await testTeam(store)
    const broken = { ...services, trail: { ...services.trail, append: () => Promise.reject(new Error('no trail')) } }
    const failed = change(broken, call, team, async (tx, note) => {
      await config(tx, team)
      note.event({ type: 'team.updated', subject: `team:${team}`, data: {} })
    })
    await expect(failed).rejects.toThrow('no trail')
    expect(await standing(team)).toEqual({ configs: 0, entries: 0, events: 0 })
  })

  test('events that many write at the same time have positions without gaps, and nobody who reads on misses one', async () => {
    const team = await testTeam(store)
    const seen: number[] = []
    let writing = true
    const reader = (async () => {
      for (let last = 0; writing || last < 40; ) {
        const events = await store.readTeam(team, (db) => eventsAfter(db, team, last, 7))
        seen.push(...events.map(({ position }) => position))
        last = seen.at(-1) ?? 0
        // An embedded store answers within a turn: without this the writers would never have theirs.
        await nextTurn()
      }
    })()
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        change(services, call, team, async (_tx, note) => {
          for (const part of [1, 2]) note.event({ type: 'job.progressed', subject: `job:${i}`, data: { part } })
        }),
      ),
    )
    writing = false
    await reader
    expect(seen).toEqual(Array.from({ length: 40 }, (_, i) => i + 1))
  })

  test('streams of this process are woken once a change is committed', async () => {
    const team = await testTeam(store)
    const heads: Promise<number>[] = []
    const unhear = bell.onRing((rung) => heads.push(store.readTeam(rung, (db) => eventHead(db, rung))))
    await change(services, call, team, async (_tx, note) =>
      note.event({ type: 'team.updated', subject: `team:${team}`, data: {} }),
    )
    await change(services, call, team, async (_tx, note) => note.audit({ action: 'rows.read', subject: 'dataset:x' }))
    unhear()
    expect(await Promise.all(heads)).toEqual([1])
  })

  test('a change of the system has its trail too', async () => {
    const before = await store.readSystem((db) => systemRows(db).head())
    await changeSystem(services, call, async (tx, note) => {
      await tx.insertInto('settings').values({ name: randomUUID(), value: '1' }).execute()
      note.audit({ action: 'settings.change', subject: 'settings:x' })
    })
    const failed = changeSystem(services, call, async (_tx, note) => {
      note.audit({ action: 'settings.change', subject: 'settings:y' })
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    expect(await store.readSystem((db) => systemRows(db).head())).toBe(before + 1)
  })
})
