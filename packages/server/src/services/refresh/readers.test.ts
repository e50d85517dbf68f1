import { describe, expect, test } from 'vitest'
import { testRefresh } from '../../../test/refresh.ts'
import { server } from '../../../test/services.ts'
import { engines } from '../../../test/store.ts'
import { readPage } from '../datasets/read/read-page.ts'
import { startRefresh } from './start-refresh.ts'

const asked = Number(process.env.UNDERSTUDY_REFRESHES ?? 4)
const seed = Number(process.env.UNDERSTUDY_REFRESH_SEED ?? 20261129)

describe.each(engines)('readers during refreshes on %s', async (engine) => {
  const all = await testRefresh(engine, 'readers')
  const { services, team, generated, gate, settled } = all
  await all.work()

  test(`polling through ${asked} refreshes, half of which fail their gates, they see no failing and no mixed version`, {
    timeout: 60_000 + asked * 10_000,
  }, async () => {
    const [a, b] = [await generated('read a', 5), await generated('read b', 5)]
    await gate(a, 1)
    const seen = new Set<string>()
    const readOf = { [a]: new Set<number>(), [b]: new Set<number>() }
    const stop = new AbortController()
    const poll = async () => {
      while (!stop.signal.aborted) {
        // One look at both, as a list of datasets is.
        const rows = await services.store.readTeam(team, (db) =>
          db.selectFrom('datasets').select(['id', 'published_version']).where('id', 'in', [a, b]).execute(),
        )
        const of = (id: string) => Number(rows.find((row) => row.id === id)?.published_version)
        seen.add(`${of(a)} ${of(b)}`)
        for (const dataset of [a, b]) {
          const page = await readPage(services, server, { team, dataset, limit: 1 })
          readOf[dataset]!.add(page.version)
        }
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
    }
    const readers = [poll(), poll()]
    const allowed = new Set(['1 1'])
    const ends = { published: 0, refused: 0 }
    let random = seed
    let failed = 0
    for (let turn = 0; turn < asked; turn++) {
      random = (Math.imul(random, 1664525) + 1013904223) >>> 0
      const left = asked - turn
      const fails = failed * 2 < asked && (random / 2 ** 32 < 0.5 || asked - 2 * failed >= 2 * left)
      if (fails) failed++
      await gate(b, fails ? 1000 : 1)
      const { refresh } = await startRefresh(services, server, { team, datasets: [a, b], seed: 'new' })
      const { state, datasets } = await settled(refresh)
      expect(state).toBe(fails ? 'refused' : 'published')
      ends[fails ? 'refused' : 'published']++
      if (!fails) allowed.add(datasets.map(({ version }) => version).join(' '))
    }
    stop.abort()
    await Promise.all(readers)
    expect(ends).toEqual({ published: Math.floor(asked / 2), refused: Math.ceil(asked / 2) })
    expect([...seen].filter((pair) => !allowed.has(pair))).toEqual([])
    const good = [...allowed].map((pair) => pair.split(' ').map(Number))
    expect([...readOf[a]!].filter((version) => !good.some(([one]) => one === version))).toEqual([])
    expect([...readOf[b]!].filter((version) => !good.some(([, one]) => one === version))).toEqual([])
    // They were there all the time: what was published was seen.
    expect(seen.size).toBeGreaterThan(ends.published / 2)
    expect(all.faults).toEqual([])
  })
})
