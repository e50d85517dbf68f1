import { describe, expect, test } from 'vitest'
import { fuzz } from './fuzz/fuzz.ts'
import { testServer } from './server.ts'
import { engines } from './store.ts'

// Every operation of the document, asked rightly and with everything that ever broke a program. A seed gives the same
// requests again: UNDERSTUDY_FUZZ_SEED; their number is UNDERSTUDY_FUZZ_REQUESTS, for each engine.

const requests = Number(process.env.UNDERSTUDY_FUZZ_REQUESTS ?? 800)
const seed = Number(process.env.UNDERSTUDY_FUZZ_SEED ?? 7)

describe.each(engines)('requests of every kind on %s', async (engine) => {
  const server = await testServer(engine, {
    name: 'fuzz',
    config: { webhooks: { networks: ['127.0.0.1'], http: true } },
  })

  test(`${requests} of them get answers that the document describes, and nothing fails inside`, async () => {
    const { findings, statuses, done, undone } = await fuzz(server, { requests, seed })
    if (requests > 1000) {
      console.log(`${engine}, seed ${seed}: ${done} operations have done what they were asked`, statuses, undone)
    }
    expect(findings).toEqual([])
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    // With less the requests that are meant to be right were not.
    expect(done).toBeGreaterThan(undone.length)
  }, 1_800_000)
})
