import { setTimeout as pause } from 'node:timers/promises'
import type { createClient } from '@understudy/server/client'
import { dropDatabases, emptyDatabase, expectMasked, makeSource, maskedColumns } from './clone-database.ts'
import { median } from './measure.ts'
import type { BenchContext, Ratio } from './ratio.ts'
import { cpuOf, type ServedVariant } from './served.ts'

const ROWS = 2_000_000
const MASKS = 6
const prefix = 'understudy_scale_clone'

interface Asked {
  readonly team: string
  /** Of who runs the server, and of who administers the team. */
  readonly operator: ReturnType<typeof createClient>
  readonly admin: ReturnType<typeof createClient>
  readonly start: () => Promise<ServedVariant>
}

/**
 * Two million rows, six columns masked, copied by one worker process with one connection to each side, and by two. Each has
 * copied them once before, so that none is measured while its code is being compiled.
 */
export async function scaleOutClones({ rounds, url }: BenchContext, asked: Asked): Promise<Ratio[]> {
  const { team, operator, admin } = asked
  const source = await makeSource(url, `${prefix}_source`, ROWS, false)
  const target = await emptyDatabase(url, `${prefix}_target`)
  const seconds: Record<1 | 2, number[]> = { 1: [], 2: [] }
  const cpus: Record<1 | 2, number[]> = { 1: [], 2: [] }
  try {
    const register = async (name: string, type: 'production' | 'test', databaseUrl: string) => {
      const { id: environment } = await operator.post('/environments', { json: { name, type, databaseUrl } })
      const json = { level: 'admin' as const }
      await operator.put('/environments/:environment/grants/:team', { param: { environment, team }, json })
    }
    await register('customers', 'production', source)
    await register('copy', 'test', target)
    const query = { team }
    await admin.post('/anonymization/policies', { query, json: { name: 'six', policy: { ...maskedColumns(MASKS) } } })
    for (let round = 0; round < rounds; round++) {
      for (const count of [1, 2] as const) {
        const workers = await Promise.all(Array.from({ length: count }, asked.start))
        try {
          await copied(admin, team)
          const before = await cpuOf(workers)
          seconds[count].push(await copied(admin, team))
          cpus[count].push((await cpuOf(workers)) - before)
        } finally {
          await Promise.all(workers.map((worker) => worker.stop()))
        }
        // No time counts of a copy that is not right.
        await expectMasked(source, target, MASKS)
      }
    }
  } finally {
    await dropDatabases(url, prefix)
  }
  const between = (of: Record<1 | 2, number[]>) => median(of[1].map((one, round) => one / (of[2][round] ?? one)))
  const perSecond = (taken: number) => Math.round(ROWS / taken).toLocaleString('en-US')
  const cpu = (count: 1 | 2) => `${median(cpus[count]).toFixed(1)} s`
  return [
    {
      what: 'rows of one clone copied by two worker processes, against one, on one Postgres and two processors, wall',
      ratio: between(seconds),
      goal: 1.2,
      detail: `${perSecond(median(seconds[1]))} rows/s by one, ${perSecond(median(seconds[2]))} by two`,
    },
    {
      what: 'processor time of the two workers of a clone, its verification included, against one that does the same',
      ratio: 1 / between(cpus),
      goal: 1.25,
      atMost: true,
      detail: `${cpu(2)} against ${cpu(1)}`,
    },
  ]
}

/** Seconds from the first table to the last row. */
async function copied(admin: Asked['admin'], team: string): Promise<number> {
  const query = { team }
  const json = {
    source: 'customers',
    target: 'copy',
    policy: 'six',
    workers: 1,
    disconnect: true,
    waive: ['source-can-write' as const],
  }
  const dry = await admin.post('/clone', { query, json: { ...json, dryRun: true } })
  const { planHash } = await watched(admin, query, dry.id)
  const confirm = { name: 'copy', plan: planHash ?? '' }
  const clone = await admin.post('/clone', { query, json: { ...json, confirm } })
  const { began } = await watched(admin, query, clone.id)
  return ((began.get('finishing') ?? Number.NaN) - (began.get('copying') ?? Number.NaN)) / 1000
}

/** When each phase began, as far as it was seen. */
async function watched(admin: Asked['admin'], query: { readonly team: string }, clone: string) {
  const began = new Map<string, number>()
  for (;;) {
    const { status, phase, planHash, failure } = await admin.get('/clone/:clone', { query, param: { clone } })
    if (!began.has(phase)) began.set(phase, performance.now())
    if (status === 'completed') return { began, planHash }
    if (status === 'failed' || status === 'cancelled') throw new Error(`the clone is ${status}: ${failure?.message}`)
    await pause(50)
  }
}
