import { describe, expect, test } from 'vitest'
import { testServices } from '../../../../test/datasets.ts'
import { server } from '../../../../test/services.ts'
import { engines } from '../../../../test/store.ts'
import { teamRows } from '../../../audit/trail-rows.ts'
import { verifyAudit } from '../../audit/verify-audit.ts'
import { auditRead } from './audit-read.ts'

describe.each(engines)('reads that are noted on %s', async (engine) => {
  const { services, team: newTeam } = await testServices(engine, 'audit-read')

  /** The same services, whose commits are counted, and fail while the test says so. */
  function counted() {
    let commits = 0
    let broken = false
    const team: typeof services.store.team = (id, work) => {
      commits += 1
      return broken ? Promise.reject(new Error('not reached')) : services.store.team(id, work)
    }
    const standing = { ...services, store: { ...services.store, team } }
    const breakDown = (now: boolean) => {
      broken = now
    }
    return { standing, commits: () => commits, breakDown }
  }
  const read = (standing: typeof services, team: string, rows: number) =>
    auditRead(standing, { ...server, requestId: `r${rows}` }, team, 'd1', { version: 1, rows, filter: 'id = 1' })

  test('side by side are all there, each with its own request, by a few commits', async () => {
    const team = await newTeam()
    const { standing, commits } = counted()
    await Promise.all(Array.from({ length: 30 }, (_, i) => read(standing, team, i)))
    const rows = await services.store.readTeam(team, (db) => teamRows(db, team).after(0, 1000))
    expect(rows.map(({ request_id, details }) => [request_id, JSON.parse(details).rows])).toEqual(
      Array.from({ length: 30 }, (_, i) => [`r${i}`, i]),
    )
    expect(commits()).toBeLessThan(5)
    expect(await verifyAudit(services, server, team)).toMatchObject({ intact: true, entries: 30 })
  })

  test('are in the trail when they are done, one after another too', async () => {
    const team = await newTeam()
    for (const rows of [1, 2]) {
      await read(services, team, rows)
      const noted = await services.store.readTeam(team, (db) => teamRows(db, team).after(0, 1000))
      expect(noted).toHaveLength(rows)
      expect(noted.at(-1)?.details).not.toContain('id = 1')
    }
  })

  test('fail where they could not be noted, all of them, and the next ones do not', async () => {
    const team = await newTeam()
    const { standing, breakDown } = counted()
    breakDown(true)
    const failed = await Promise.allSettled(Array.from({ length: 5 }, (_, i) => read(standing, team, i)))
    expect(failed.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'rejected'))
    breakDown(false)
    await read(standing, team, 9)
    expect(await services.store.readTeam(team, (db) => teamRows(db, team).after(0, 10))).toHaveLength(1)
  })
})
