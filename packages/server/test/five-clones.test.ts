import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { enginesAbove } from './above.ts'
import { people } from './app.ts'
import { ended, environmentsConfig, planned, rowsIn, shopEnvironments, workers } from './environments.ts'
import { testServer } from './server.ts'
import { shopPolicy } from './shop.ts'

/** `npm run test:full operations` copies a million rows each. */
const rows = Number(process.env.UNDERSTUDY_CLONE_ROWS ?? 2000)
const mebibyte = 1024 * 1024

describe.each(enginesAbove)('five clones at once over REST, on %s', async (engine) => {
  const server = await testServer(engine, { name: 'five-clones', config: await environmentsConfig() })
  const { ask, person } = server
  const team = await server.team()
  const { token } = await person({ [team]: 'admin' })
  const { live, copies } = await shopEnvironments(server, engine, { team, rows, targets: 5 })
  await ask('POST', '/anonymization/policies', { token, body: { name: 'shop', policy: shopPolicy(engine) } })
  await workers(server, 6)

  test('each takes its target, verified, while datasets are made and read, in memory that does not grow with the rows', {
    timeout: 120_000 + rows / 2,
  }, async () => {
    const requests = []
    for (const copy of copies) {
      const about = { token, team, source: live.name, target: copy.name, policy: 'shop' }
      requests.push((await planned(server, about)).request)
    }
    globalThis.gc?.()
    const before = process.memoryUsage.rss()
    let most = before
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss())
    }, 50)
    const begun = await Promise.all(requests.map((body) => ask('POST', '/clone', { token, body })))
    expect(begun.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202])
    let going = true
    let answers = 0
    const traffic = (async () => {
      for (let at = 0; going; at++) {
        const made = await ask('POST', `/teams/${team}/generate`, {
          token,
          body: { dataset: 'people', schema: people, rows: 20, seed: at },
        })
        expect(made.status).toBe(202)
        for (const path of ['datasets', 'jobs', 'environments/active']) {
          const answer = await ask('GET', `/teams/${team}/${path}`, { token })
          expect(answer.status).toBe(200)
          answers++
        }
        // Clones are made in the same process: who asks without a pause takes its time from them.
        await pause(20)
      }
    })()
    const clones = await Promise.all(begun.map(({ body }) => ended(server, token, body.id)))
    going = false
    await traffic
    clearInterval(watch)
    expect(answers).toBeGreaterThan(3)
    expect(clones.map(({ status, failure }) => [status, failure])).toEqual(copies.map(() => ['completed', null]))
    for (const [at, copy] of copies.entries()) {
      expect(clones[at]).toMatchObject({ target: copy.name, statistics: { rows: 2 * rows, rowsMasked: rows } })
      expect(clones[at].verification.passed).toBe(true)
      const [found] = await rowsIn(
        copy.url,
        "select count(*) as n, sum(case when email like '%real.example' then 1 else 0 end) as leaked from customers",
      )
      expect([Number(found?.n), Number(found?.leaked)]).toEqual([rows, 0])
    }
    // Five with their buffers and indexes of what is looked for, and no more of it where rows are many.
    if (rows > 100_000)
      console.log(`${engine}, five clones of ${2 * rows} rows: ${Math.round((most - before) / mebibyte)} MiB more`)
    expect((most - before) / mebibyte).toBeLessThan(700)
    expect(server.faults).toEqual([])
  })
})
