import { describe, expect, test } from 'vitest'
import { enginesAbove } from './above.ts'
import { connectorsConfig } from './connectors.ts'
import { environmentsConfig } from './environments.ts'
import { fuzz } from './fuzz/fuzz.ts'
import { testServer } from './server.ts'

// Every operation of the document, asked rightly and with everything that ever broke a program. A seed gives the same
// requests again: UNDERSTUDY_FUZZ_SEED; their number is UNDERSTUDY_FUZZ_REQUESTS, for each engine. What reads and judges a
// request is the same for both.

const asked = Number(process.env.UNDERSTUDY_FUZZ_REQUESTS ?? 600)
const seed = Number(process.env.UNDERSTUDY_FUZZ_SEED ?? 7)
/** So many reach every operation more than once, and each is held to have done what it is for. */
const isWhole = asked > 1000
/** What needs something that nobody comes by here. */
const never = new Set([
  // A password, a link of a mail, an identity provider.
  'postAuthSessions',
  'postAuthSessionsCurrentRefresh',
  'postAuthLink',
  'getAuthOidc',
  'getAuthOidcCallback',
  // A gate that measures against a reference.
  'getTeamsByTeamQualityRunsByRunFidelity',
  'getTeamsByTeamQualityRunsByRunFidelityReport',
  // A name and a plan that somebody confirms; a clone that is under way, or has taken a place.
  'postEnvironmentsByEnvironmentReset',
  'postCloneByCloneCancel',
  'postCloneByCloneRollback',
  'postSchemaApply',
])

describe.each(enginesAbove)('requests of every kind on %s', async (engine) => {
  const server = await testServer(engine, {
    name: 'fuzz',
    config: {
      webhooks: { networks: ['127.0.0.1'], http: true },
      ...(await environmentsConfig()),
      ...(await connectorsConfig()),
    },
  })

  test(`${asked} of them get answers that the document describes, and nothing fails inside`, async () => {
    const insists = isWhole ? 60 : 0
    const { findings, statuses, done, refused } = await fuzz(server, { requests: asked, seed, insists })
    if (isWhole)
      console.log(`${engine}, seed ${seed}: ${done.length} operations have done what they were asked`, statuses)
    expect(findings).toEqual([])
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    // With less the requests that are meant to be right were not.
    const left = Object.entries(refused).filter(([operation]) => !never.has(operation))
    if (isWhole) expect(left).toEqual([])
    else expect(done.length).toBeGreaterThan(left.length)
  }, 1_800_000)
})
