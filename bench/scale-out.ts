import { randomBytes } from 'node:crypto'
import { createClient } from '@understudy/server/client'
import pg from 'pg'
import { median } from './measure.ts'
import type { BenchContext, Ratio } from './ratio.ts'
import { scaleOutClones } from './scale-out-clone.ts'
import { cpuOf, type ServedVariant, serveVariant } from './served.ts'
import { servedCustomers } from './served-customers.ts'

const ROWS = 1_000_000
const WARM = 200_000
const NAME = 'understudy_scale_out'

interface Run {
  readonly wall: number
  /** Of the workers. */
  readonly cpu: number
}

/**
 * A million rows as a job, by one worker process and by two, on one Postgres. Two processors are shared by the workers and by
 * Postgres, which seals nothing and stores the bytes: so two workers do less than twice as much.
 */
export async function scaleOutBench({ rounds, url, ...rest }: BenchContext): Promise<Ratio[]> {
  await asOwner(url, `drop database if exists ${NAME} with (force)`, `create database ${NAME}`)
  const place = new URL(url)
  place.pathname = `/${NAME}`
  const key = randomBytes(32).toString('base64')
  const api = await serveVariant('served-scale', ['api', place.href, key])
  const runs: Record<1 | 2, Run[]> = { 1: [], 2: [] }
  const hashes = new Set<string>()
  let clones: Ratio[] = []
  try {
    const client = await clientOf(api.said)
    const start = () => serveVariant('served-scale', ['worker', place.href, key])
    clones = await scaleOutClones({ rounds, url, ...rest }, { ...client, start })
    for (let round = 0; round < rounds; round++) {
      for (const count of [1, 2] as const) {
        const workers = await Promise.all(Array.from({ length: count }, start))
        try {
          // So that all of them have been at work, and none is measured while its code is being compiled.
          await generated(client, workers, { rows: WARM })
          const { run, hash } = await generated(client, workers, { rows: ROWS })
          runs[count].push(run)
          hashes.add(hash)
        } finally {
          await Promise.all(workers.map((worker) => worker.stop()))
        }
      }
    }
  } finally {
    await api.stop()
    await asOwner(url, `drop database ${NAME} with (force)`)
  }
  // No time counts unless all have made the same rows.
  if (hashes.size !== 1) throw new Error('workers made different rows')
  const [one, two] = [1, 2].map((count) => median(runs[count as 1 | 2].map(({ wall }) => wall))) as [number, number]
  const cpu = (count: 1 | 2) => median(runs[count].map((run) => run.cpu))
  return [
    {
      what: 'a million rows as a job by two worker processes, against one, on one Postgres and two processors, wall',
      ratio: median(runs[1].map(({ wall }, round) => wall / (runs[2][round]?.wall ?? wall))),
      goal: 1.3,
      detail: `${perSecond(one)} rows/s by one (${cpu(1).toFixed(1)} s CPU), ${perSecond(two)} by two (${cpu(2).toFixed(1)} s CPU)`,
    },
    {
      what: 'processor time of two workers together, against one that does the same',
      ratio: cpu(2) / cpu(1),
      goal: 1.25,
      atMost: true,
      detail: `${cpu(2).toFixed(1)} s against ${cpu(1).toFixed(1)} s`,
    },
    ...clones,
  ]
}

type Client = Awaited<ReturnType<typeof clientOf>>

async function clientOf({ url = '', link = '' }: Readonly<Record<string, string>>) {
  const json = {
    link: link.slice(link.lastIndexOf('/') + 1),
    password: 'as long as a password has to be',
    tokens: 'body' as const,
  }
  const { accessToken } = await createClient(url).post('/auth/sessions', { json })
  const operator = createClient(url, { key: accessToken ?? '' })
  const team = 'scale'
  await operator.post('/teams', { json: { slug: team, name: 'Scale' } })
  const invitation = { email: 'scale@example.com', name: 'Scale', role: 'admin' as const }
  const invited = await operator.post('/teams/:team/members', { param: { team }, json: invitation })
  const taken = { ...json, link: invited.link.url.slice(invited.link.url.lastIndexOf('/') + 1) }
  const member = await createClient(url).post('/auth/sessions', { json: taken })
  const admin = createClient(url, { key: member.accessToken ?? '' })
  const scopes = ['datasets.read', 'datasets.write', 'jobs.start', 'jobs.read', 'events.read']
  const { text } = await admin.post('/keys', { json: { team, name: 'scale', scopes } })
  return { api: createClient(url, { key: text }), team, operator, admin }
}

async function generated(
  { api, team }: Client,
  workers: readonly ServedVariant[],
  { rows }: { readonly rows: number },
): Promise<{ readonly run: Run; readonly hash: string }> {
  const before = await cpuOf(workers)
  const started = performance.now()
  const json = { dataset: 'customers', schema: servedCustomers, rows, seed: 7 }
  const { id } = await api.post('/teams/:team/generate', { param: { team }, json })
  for await (const { type } of api.jobEvents({ team, job: id })) {
    if (type === 'job.completed') break
    if (type === 'job.failed') throw new Error('the job has failed')
  }
  const wall = (performance.now() - started) / 1000
  const { contentHash } = await newestVersion(api, team)
  return { run: { wall, cpu: (await cpuOf(workers)) - before }, hash: `${contentHash}` }
}

async function newestVersion(api: Client['api'], team: string) {
  const param = { team, dataset: 'customers' }
  const { versions } = await api.get('/teams/:team/datasets/:dataset/versions', { param, query: { limit: 1 } })
  const [newest] = versions
  if (!newest) throw new Error('the job made no version')
  return newest
}

function perSecond(seconds: number): string {
  return Math.round(ROWS / seconds).toLocaleString('en-US')
}

async function asOwner(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  for (const statement of statements) await client.query(statement)
  await client.end()
}
