import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { connect } from '@understudy/sdk'
import { afterAll } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { createUsageMeter } from '../src/jobs/usage-meter.ts'
import { startWorkers, type Workers } from '../src/services/jobs/start-workers.ts'
import { testFolder } from './folder.ts'
import { testPace, until } from './jobs.ts'
import type { testServer } from './server.ts'
import { fillShop } from './shop.ts'

type Server = Awaited<ReturnType<typeof testServer>>

/** What the server is told, so that databases of tests may be environments. At the top of a file or in an async describe. */
export async function environmentsConfig() {
  return { environments: { networks: ['127.0.0.1', '::1'], files: await testFolder('environments') } }
}

interface ShopEnvironments {
  readonly team: string
  readonly rows?: number
  readonly targets?: number
  /** A Postgres of its own for them, gone with whoever started it. */
  readonly on?: string
}

/** Production and a place for its copies, registered and granted to a team. */
export async function shopEnvironments(
  server: Server,
  engine: 'sqlite' | 'postgres',
  { team, rows = 50, targets = 1, on }: ShopEnvironments,
) {
  const boss = await server.person({}, { isSystemAdmin: true })
  const suffix = randomUUID().slice(-8)
  const asBoss = async (method: string, path: string, body?: unknown) => {
    const answer = await server.ask(method, path, { token: boss.token, body })
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const url = async (name: string) => {
    if (engine === 'sqlite') return `sqlite:${join(server.config.environments.files ?? '', `${name}-${suffix}.db`)}`
    return on === undefined ? await testDatabase(`env ${name}`) : await createdOn(on, name)
  }
  const source = await url('live')
  await fillShop(source, rows)
  const register = async (name: string, type: string, databaseUrl: string, level = 'admin') => {
    const made = await asBoss('POST', '/environments', { name: `${name}-${suffix}`, type, databaseUrl })
    await asBoss('PUT', `/environments/${made.id}/grants/${team}`, { level })
    return { id: String(made.id), name: String(made.name), url: databaseUrl }
  }
  const live = await register('live', 'production', source)
  const copies = []
  for (let at = 1; at <= targets; at++) {
    copies.push(await register(`copy${at}`, 'test', await url(`copy${at}`)))
  }
  return { boss, live, copies, copy: copies[0]!, asBoss, suffix }
}

async function createdOn(server: string, name: string): Promise<string> {
  await rowsIn(server, `create database ${name}`)
  return Object.assign(new URL(server), { pathname: name }).href
}

/** The server's own superuser could write to production: tests let that through, and it is recorded. */
export const waive = ['source-can-write'] as const

interface CloneAsked {
  readonly token: string
  readonly team: string
  readonly source: string
  readonly target: string
  readonly policy: string
  readonly more?: Readonly<Record<string, unknown>>
}

/** A dry run and what follows from it: the request of the clone, confirmed as its plan says. */
export async function planned(server: Server, { token, team, source, target, policy, more = {} }: CloneAsked) {
  const request = { source, target, policy, waive, ...more }
  const dry = await server.ask('POST', `/clone?team=${team}`, { token, body: { ...request, dryRun: true } })
  if (dry.status !== 202) throw new Error(JSON.stringify(dry.body))
  const plan = await ended(server, token, dry.body.id)
  if (plan.status !== 'completed') throw new Error(JSON.stringify(plan.failure))
  return { plan, request: { ...request, confirm: { name: target, plan: plan.planHash } } }
}

/** A clone over REST, planned and confirmed; its id. Somebody works. */
export async function startedClone(server: Server, asked: CloneAsked): Promise<string> {
  const { request } = await planned(server, asked)
  const { status, body } = await server.ask('POST', `/clone?team=${asked.team}`, { token: asked.token, body: request })
  if (status !== 202) throw new Error(JSON.stringify(body))
  return body.id
}

/** A clone when it is over. */
export function ended({ ask }: Pick<Server, 'ask'>, token: string, id: string) {
  return until(async () => {
    const { body } = await ask('GET', `/clone/${id}`, { token })
    return !['pending', 'in_progress'].includes(body.status) && body
  })
}

/** A job when it is over. */
export function jobEnded({ ask }: Pick<Server, 'ask'>, token: string, team: string, id: string) {
  return until(async () => {
    const { body } = await ask('GET', `/teams/${team}/jobs/${id}`, { token })
    return !['pending', 'running'].includes(body.status) && body
  })
}

/** Workers beside those of `server.work`, so many at once. */
export async function workers({ services, faults }: Server, concurrency: number): Promise<Workers> {
  const reportFailure = (_task: string, thrown: unknown) => void faults.push(thrown)
  const worker = { ...services, meter: createUsageMeter(), reportFailure, ...testPace }
  const started = await startWorkers(worker, { concurrency, ...testPace })
  afterAll(() => started.close(AbortSignal.abort()))
  return started
}

/** What of a table stands in a database. */
export async function rowsIn(url: string, query: string): Promise<readonly Record<string, unknown>[]> {
  await using database = await connect(url, { create: false, maxConnections: 1 })
  return database.query<Record<string, unknown>>(query)
}
