import { describe, expect, test, vi } from 'vitest'
import { testServices } from '../../../test/datasets.ts'
import { server } from '../../../test/services.ts'
import { engines } from '../../../test/store.ts'
import { createDataset } from '../datasets/create-dataset.ts'
import { importVersion } from '../datasets/write/import-version.ts'
import { releaseLease } from './release-lease.ts'
import { renewLease } from './renew-lease.ts'
import { takeLease } from './take-lease.ts'

/** `npm run test:full server` takes a hundred. */
const leasesEach = Number(process.env.UNDERSTUDY_LEASES ?? 4)

/** As many processes have it: each module anew, with a queue of its own. */
async function inProcesses(many: number): Promise<(typeof takeLease)[]> {
  const takers = [takeLease]
  while (takers.length < many) {
    vi.resetModules()
    takers.push((await import('./take-lease.ts')).takeLease)
  }
  return takers
}

/** Where too few rows are free. A module that is there anew has classes of its own. */
function orUndefined(thrown: { code?: string }): undefined {
  if (thrown.code !== 'CONFLICT') throw thrown
}

describe.each(engines)('leases on %s', async (engine) => {
  const { services, clock, team: newTeam } = await testServices(engine, 'leases')
  const team = await newTeam()
  const dataset = async (name: string, rows: number) => {
    const { id } = await createDataset(services, server, team, { name, description: '' })
    const lines = Array.from({ length: rows }, (_, i) => `{"id":${i},"even":${i % 2 === 0}}\n`).join('')
    const input = { team, dataset: id, format: 'ndjson', entity: 'users' }
    await importVersion(
      services,
      server,
      input,
      (async function* () {
        yield Buffer.from(lines)
      })(),
    )
    return id
  }
  const take = (id: string, rows: number, filter?: string) =>
    takeLease(services, server, { team, dataset: id, rows, seconds: 60, holder: 'worker', filter })

  test('fifty takers at once never have a row twice, and none is lost', async () => {
    const id = await dataset('crowd', 200)
    const taken = await Promise.all(Array.from({ length: 50 }, () => take(id, 3)))
    const rows = taken.flatMap((lease) => lease.rows.map(({ row }) => row))
    expect(new Set(rows).size).toBe(150)
    await expect(take(id, 51)).rejects.toMatchObject({ code: 'CONFLICT', details: { wanted: 51, free: 50 } })
    const rest = await take(id, 50)
    expect(new Set([...rows, ...rest.rows.map(({ row }) => row)]).size).toBe(200)
  })

  test('takers in different processes, who do not know of each other, never have a row twice', async () => {
    const id = await dataset('processes', 60)
    const takers = await inProcesses(5)
    const input = { team, dataset: id, rows: 3, seconds: 60, holder: 'worker' }
    const taken = await Promise.all(takers.flatMap((taker) => [1, 2, 3, 4].map(() => taker(services, server, input))))
    expect(new Set(taken.flatMap(({ rows }) => rows.map(({ row }) => row))).size).toBe(60)
  })

  test('fifty takers again and again: no row is held twice at a time, what expires returns, and none is lost', async () => {
    const rows = 300
    const id = await dataset('again and again', rows)
    const input = { team, dataset: id, rows: 3, seconds: 10, holder: 'worker' }
    const takers = await inProcesses(5)
    const holders = new Map<number, { readonly takenAt: string; readonly expiresAt: string }>()
    let [leases, expired] = [0, 0]
    const one = async (take: typeof takeLease, taker: number) => {
      for (let taken = 0; taken < leasesEach; ) {
        const lease = await take(services, server, input).catch(orUndefined)
        if (lease === undefined) {
          clock.pass(input.seconds)
          continue
        }
        taken++
        leases++
        expect(new Set(lease.rows.map(({ row }) => row)).size).toBe(input.rows)
        for (const { row } of lease.rows) {
          const other = holders.get(row)
          if (other) expect(other.expiresAt <= lease.takenAt || lease.expiresAt <= other.takenAt).toBe(true)
          if (other) expired++
          if (!other || other.takenAt <= lease.takenAt) holders.set(row, lease)
        }
        // Others keep theirs until they expire.
        if ((taker + taken) % 3 > 0) continue
        for (const { row } of lease.rows) if (holders.get(row) === lease) holders.delete(row)
        await releaseLease(services, server, team, lease.id)
      }
    }
    await Promise.all(Array.from({ length: 50 }, (_, taker) => one(takers[taker % takers.length]!, taker)))
    expect(leases).toBe(50 * leasesEach)
    expect(expired).toBeGreaterThan(0)
    clock.pass(input.seconds)
    expect(new Set((await take(id, rows)).rows.map(({ row }) => row)).size).toBe(rows)
  }, 600_000)

  test('what was given back or has expired is taken again; what was renewed is not', async () => {
    const id = await dataset('again', 4)
    const [first, second] = [await take(id, 2, 'even'), await take(id, 2, 'not even')]
    expect(first.rows.map(({ line }) => Buffer.from(line).toString())).toEqual([
      '{"id":0,"even":true}\n',
      '{"id":2,"even":true}\n',
    ])
    await expect(take(id, 1)).rejects.toMatchObject({ code: 'CONFLICT' })
    await releaseLease(services, server, team, first.id)
    await releaseLease(services, server, team, first.id)
    const third = await take(id, 2)
    expect(third.rows.map(({ row }) => row)).toEqual([0, 2])
    clock.pass(50)
    await renewLease(services, server, { team, lease: third.id, seconds: 60 })
    clock.pass(11)
    expect((await take(id, 2)).rows.map(({ row }) => row)).toEqual([1, 3])
    await expect(renewLease(services, server, { team, lease: second.id, seconds: 60 })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
  })
})
