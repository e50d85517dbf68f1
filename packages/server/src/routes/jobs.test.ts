import { afterAll, describe, expect, test } from 'vitest'
import { testApi } from '../../test/api.ts'
import { jobServices, people, until } from '../../test/jobs.ts'
import { testRing, testSealer } from '../../test/store.ts'
import { createHub } from '../events/hub.ts'
import { startWorkers } from '../services/jobs/start-workers.ts'
import { generateNowRoutes } from './generate-now.ts'
import { jobRoutes } from './jobs.ts'

/** The engines of jobs have tests of their own: what is said over HTTP is the same with each. */
describe('jobs over HTTP', async () => {
  const api = await testApi('sqlite', 'job-routes')
  const { store, bell, now } = api.services
  const standing = await jobServices({
    store,
    sealer: await testSealer(store),
    config: { engine: 'sqlite', folder: '' },
    ring: testRing,
  })
  const services = { ...standing, bell, now }
  const hub = createHub({ store, bell, reportFailure: (thrown) => void standing.faults.push(thrown) })
  api.app.route('/api', jobRoutes({ ...services, hub }))
  api.app.route('/api', generateNowRoutes(services))
  const workers = await startWorkers(services, { concurrency: 1, pollMs: 50 })
  const team = await api.team('payments')
  const other = await api.team('billing')
  const [writer, reader, stranger] = await Promise.all([
    api.person({ [team]: 'write' }),
    api.person({ [team]: 'read' }),
    api.person({ [other]: 'admin' }),
  ])
  afterAll(async () => {
    await workers.close(AbortSignal.abort())
    await hub.close()
    expect([...api.faults, ...standing.faults]).toEqual([])
  })

  const start = async () => {
    const body = { dataset: 'people', schema: people, rows: 250, seed: 3 }
    const answer = await api.ask('POST', '/teams/payments/generate', { token: writer.token, body })
    expect(answer.status).toBe(202)
    return String(answer.body.id)
  }
  const ended = (job: string) =>
    until(async () => {
      const { body } = await api.ask('GET', `/teams/payments/jobs/${job}`, { token: reader.token })
      return !['pending', 'running'].includes(body.status) && body
    })

  test('a dataset that is not there yet is made; the next job makes its next version', async () => {
    const first = await ended(await start())
    expect(first).toMatchObject({ status: 'completed', kind: 'generate', result: { version: 1, rows: 250 } })
    const second = await ended(await start())
    expect(second.result).toEqual({ ...first.result, version: 2 })
    const page = await api.ask('GET', '/teams/payments/jobs?limit=1', { token: reader.token })
    expect(page.body.jobs.map(({ id }: { id: string }) => id)).toEqual([second.id])
    const next = await api.ask('GET', `/teams/payments/jobs?limit=1&cursor=${page.body.next}`, { token: reader.token })
    expect(next.body).toMatchObject({ jobs: [{ id: first.id }], next: null })
    const done = await api.ask('POST', `/teams/payments/jobs/${first.id}/cancel`, { token: writer.token })
    expect(done).toMatchObject({ status: 409, body: { errorCode: 'CONFLICT', details: { status: 'completed' } } })
  })

  test('who reads starts and ends nothing; of other teams nothing is there', async () => {
    const id = await start()
    const bodyOf = (path: string) => {
      if (path.endsWith('/rows')) return { body: { schema: people } }
      return path.endsWith('/generate') ? { body: { dataset: 'people', schema: people } } : {}
    }
    const status = async (method: string, path: string, token?: string) =>
      (await api.ask(method, path, { token, ...bodyOf(path) })).status
    const paths = ['generate', 'generate/rows', `jobs/${id}/cancel`, `jobs/${id}/retry`].map(
      (path) => `/teams/payments/${path}`,
    )
    for (const path of paths) {
      expect([path, await status('POST', path)]).toEqual([path, 401])
      expect([path, await status('POST', path, reader.token)]).toEqual([path, 403])
      expect([path, await status('POST', path, stranger.token)]).toEqual([path, 404])
    }
    for (const path of ['jobs', `jobs/${id}`, `jobs/${id}/events`]) {
      expect(await status('GET', `/teams/payments/${path}`, stranger.token)).toBe(404)
    }
    for (const rest of ['', '/events']) {
      expect(await status('GET', `/teams/billing/jobs/${id}${rest}`, stranger.token)).toBe(404)
    }
    await ended(id)
  })

  test('a job is heard from its start to its end, by those who may', async () => {
    const id = await start()
    const answer = await api.app.request(
      `http://localhost:4600/api/teams/payments/jobs/${id}/events?after=0`,
      { headers: { authorization: `Bearer ${reader.token}` } },
      { incoming: { socket: { remoteAddress: '127.0.0.1' } } },
    )
    expect(answer.headers.get('content-type')).toBe('text/event-stream')
    let heard = ''
    for await (const bytes of answer.body ?? []) {
      heard += new TextDecoder().decode(bytes)
      if (heard.includes('job.completed')) break
    }
    expect(heard.indexOf('job.created')).toBeLessThan(heard.indexOf('job.started'))
    expect(heard.indexOf('job.started')).toBeLessThan(heard.indexOf('job.completed'))
  })

  test('rows at once are streamed, kept nowhere, and the trail tells who had how many', async () => {
    const answer = await api.app.request(
      'http://localhost:4600/api/teams/payments/generate/rows',
      {
        method: 'POST',
        headers: { authorization: `Bearer ${writer.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ schema: people, rows: 30, format: 'ndjson' }),
      },
      { incoming: { socket: { remoteAddress: '127.0.0.1' } } },
    )
    expect((await answer.text()).trim().split('\n')).toHaveLength(30)
    const told = await store.readTeam(team, (db) =>
      db.selectFrom('audit').select(['actor', 'details']).where('action', '=', 'rows.generate').execute(),
    )
    expect(told).toEqual([{ actor: `user:${writer.id}`, details: JSON.stringify({ rows: 30, format: 'ndjson' }) }])
  })
})
