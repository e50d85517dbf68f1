import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { afterAll, expect } from 'vitest'
import { scopes } from '../src/auth/permissions.ts'
import { createUsageMeter } from '../src/jobs/usage-meter.ts'
import { usualLimits } from '../src/services/connectors/intake/take-objects.ts'
import { exportKind } from '../src/services/jobs/kinds/export.ts'
import { importKind } from '../src/services/jobs/kinds/import.ts'
import { startWorkers } from '../src/services/jobs/start-workers.ts'
import type { Store } from '../src/store/store.ts'
import { testFolder } from './folder.ts'
import { testPace, until } from './jobs.ts'
import { testServer } from './server.ts'

/** What the server is told, so that connectors may go to this machine. At the top of a file or in an async describe. */
export async function connectorsConfig({ plaintext = true } = {}) {
  const folder = await testFolder('exchange')
  return { connectors: { folder, networks: ['127.0.0.1', '::1'], plaintext } }
}

/** A server with a folder for connectors, which may go to this machine, in the clear; what they take is noted often. */
export async function connectorWorld(
  engine: Store['engine'],
  { name = 'connectors', plaintext = true, silenceMs = 10_000 } = {},
) {
  const config = await connectorsConfig({ plaintext })
  const { folder } = config.connectors
  const server = await testServer(engine, { name, config })
  const { services, ask } = server
  const team = await server.team()
  const admin = await server.person({ [team]: 'admin' })
  const token = await server.key(team, scopes)
  const patience = { tries: 4, waitMs: 10, silenceMs }
  const standing = { ...services, reach: { ...services.reach, patience } }
  const limits = { ...usualLimits, blockBytes: 200, checkpointBytes: 4000, objectBytes: 1 << 20, wholeBytes: 1 << 20 }
  const kinds = [importKind(standing, limits), exportKind(standing, { partBytes: 1000 })]
  const send = async (method: string, path: string, body?: unknown) => {
    const answer = await ask(method, `/teams/${team}${path}`, { token, body })
    return answer
  }
  const must = async (method: string, path: string, body?: unknown) => {
    const answer = await send(method, path, body)
    expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(300)
    return answer.body
  }
  const ended = (job: string) =>
    until(async () => {
      const body = await must('GET', `/jobs/${job}`)
      return ['completed', 'failed', 'cancelled'].includes(body.status) && body
    })
  return {
    ...server,
    folder: join(folder, team),
    folders: folder,
    standing,
    team,
    newTeam: server.team,
    admin,
    send,
    must,
    ended,
    /** Jobs are done until this is called. */
    work: async () => {
      const all = new Map([...services.kinds, ...kinds.map((kind) => [kind.kind, kind] as const)])
      const reportFailure = (_task: string, thrown: unknown) => void server.faults.push(thrown)
      const worker = { ...services, kinds: all, meter: createUsageMeter(), reportFailure, ...testPace }
      const workers = await startWorkers(worker, { concurrency: 2, ...testPace })
      const stop = () => workers.close(AbortSignal.abort())
      afterAll(stop)
      return stop
    },
    async file(path: string, content: string | Uint8Array): Promise<void> {
      const at = join(folder, team, path)
      await mkdir(dirname(at), { recursive: true })
      await writeFile(at, content)
    },
    connector: async (input: object) => String((await must('POST', '/connectors', input)).id),
    /** The job, and what its transfer has come to. */
    async done(job: { readonly id: string }) {
      const whole = await ended(job.id)
      const { transfers } = await must('GET', '/transfers?limit=200')
      const mine = transfers.find((one: { readonly job: string }) => one.job === job.id)
      return { job: whole, transfer: await must('GET', `/transfers/${mine.id}`) }
    },
    /** What a dataset holds, without masks. */
    async rows(dataset: string, entity: string): Promise<Record<string, unknown>[]> {
      const answer = await server.app.request(
        `/api/teams/${team}/datasets/${dataset}/export?reveal=true&entity=${encodeURIComponent(entity)}`,
        { headers: { authorization: `Bearer ${token}` } },
      )
      const text = await answer.text()
      expect(answer.status, text).toBe(200)
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line))
    },
    async upload(dataset: string, body: string, query = ''): Promise<void> {
      await send('POST', '/datasets', { name: dataset })
      const path = `/api/teams/${team}/datasets/${dataset}/versions?${query}`
      const headers = { authorization: `Bearer ${token}` }
      const answer = await server.app.request(path, { method: 'POST', headers, body })
      expect(answer.status, await answer.clone().text()).toBe(201)
    },
  }
}

/** A folder of the team with a file in it, and a connector that reads and writes there: its id. */
export async function fileConnector(
  { config }: Pick<Awaited<ReturnType<typeof testServer>>, 'config'>,
  team: string,
  post: (path: string, body: object) => Promise<{ readonly id: string }>,
  { name = `files-${team.slice(-6)}`, content = 'id\n1\n' } = {},
): Promise<string> {
  const folder = join(config.connectors.folder ?? '', team)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'rows.csv'), content)
  return (await post('/connectors', { name, kind: 'files', settings: {} })).id
}

/** Some web server of somebody else. */
export async function webServer(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  afterAll(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
