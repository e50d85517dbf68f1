import { afterAll, describe, expect, test } from 'vitest'
import { until } from '../../test/jobs.ts'
import { testServer } from '../../test/server.ts'

const lists = {
  kind: 'understudy.quality-rules',
  version: 1,
  completenessRules: [{ type: 'notNull', id: 'mail', entity: 'people', column: 'mail', severity: 'critical' }],
  formatRules: [{ type: 'namedFormat', id: 'format', entity: 'people', column: 'mail', format: 'email' }],
}

/** The services have tests of their own on both engines: what is said over HTTP is the same with each. */
describe('quality over HTTP', async () => {
  const { ask, app, person, team: newTeam, key, work, faults } = await testServer('sqlite', { name: 'quality-routes' })
  const team = await newTeam('shop')
  const [admin, writer, reader, stranger] = await Promise.all([
    person({ [team]: 'admin' }),
    person({ [team]: 'write' }),
    person({ [team]: 'read' }),
    person({ [await newTeam('other')]: 'admin' }),
  ])
  await work()
  afterAll(() => expect(faults).toEqual([]))

  const base = '/teams/shop'
  const post = (path: string, body: unknown, token = writer.token) => ask('POST', `${base}${path}`, { token, body })
  const get = (path: string, token = reader.token) => ask('GET', `${base}${path}`, { token })
  const put = (body: object, headers = {}, dataset = 'people') =>
    ask('PUT', `${base}/datasets/${dataset}/quality/rules`, { token: writer.token, body, headers })
  const upload = async (csv: string, dataset = 'people') => {
    const answer = await app.request(
      `http://localhost:4600/api${base}/datasets/${dataset}/versions?format=csv&entity=people`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${writer.token}`, 'content-type': 'application/octet-stream' },
        body: csv,
      },
      { incoming: { socket: { remoteAddress: '127.0.0.1' } } },
    )
    return answer.json()
  }
  const done = (job: string) =>
    until(async () => {
      const { body } = await get(`/jobs/${job}`)
      return body.status === 'completed' && body
    })
  const check = async (version?: number, dataset = 'people') => {
    const { status, body } = await post('/quality/validate', { dataset, version })
    expect(status).toBe(202)
    return String((await done(body.id)).result.run)
  }

  test('rules are put in versions, for whoever saw the last one', async () => {
    await post('/datasets', { name: 'people' })
    await upload('mail\nada@example.org\nnobody\n')
    expect(await get('/datasets/people/quality/rules')).toMatchObject({ status: 404 })
    expect(await post('/quality/validate', { dataset: 'people' })).toMatchObject({ status: 404 })
    const wrong = await put({ rules: { ...lists, formatRules: [{ type: 'notNul', id: 'x', entity: 'people' }] } })
    expect(wrong).toMatchObject({ status: 400, body: { errorCode: 'RULES_INVALID' } })
    const first = await put({ rules: lists })
    expect(first).toMatchObject({
      status: 200,
      body: { version: { version: 1, rules: 2, gate: null }, conflicts: { conflicts: [] } },
    })
    const seen = await get('/datasets/people/quality/rules')
    expect(seen.body).toMatchObject({ version: 1, file: { ...lists, businessRules: [] } })
    const etag = { 'if-match': String(seen.headers.get('etag')) }
    expect((await put({ rules: lists, samples: { rows: 2, days: 7 } }, etag)).status).toBe(200)
    expect(await put({ rules: lists }, etag)).toMatchObject({
      status: 412,
      body: { errorCode: 'PRECONDITION_FAILED' },
    })
    const between = (id: number, min: number, max: number) => ({
      type: 'range',
      id: `age ${id}`,
      entity: 'people',
      column: 'age',
      min,
      max,
    })
    const contradicting = { ...lists, formatRules: [between(1, 0, 9), between(2, 18, 99)] }
    expect((await put({ rules: contradicting })).body.conflicts.conflicts).toMatchObject([
      { rules: ['age 1', 'age 2'] },
    ])
    const many = Array.from({ length: 2001 }, (_, i) => between(i, 0, 99))
    expect((await put({ rules: { ...lists, formatRules: many.slice(0, 200) } })).body.conflicts).toBe(null)
    expect(await put({ rules: { ...lists, formatRules: many } })).toMatchObject({
      status: 400,
      body: { errorCode: 'LIMIT_EXCEEDED' },
    })
    const unseen = { ...lists, completenessRules: [{ ...lists.completenessRules[0], id: 'a\u0000b' }] }
    expect(await put({ rules: unseen })).toMatchObject({ status: 400, body: { errorCode: 'REQUEST_INVALID' } })
    const long = { ...lists, description: 'x'.repeat(1_000_001) }
    expect(await put({ rules: long })).toMatchObject({ status: 400, body: { errorCode: 'LIMIT_EXCEEDED' } })
    await put({ rules: lists })
    const versions = await get('/datasets/people/quality/rules/versions?limit=1')
    const { next } = versions.body
    expect(versions.body.versions[0]).toMatchObject({ hash: first.body.version.hash })
    expect((await get(`/datasets/people/quality/rules/versions?limit=1&cursor=${next}`)).body.versions).toHaveLength(1)
    expect((await get('/datasets/people/quality/rules?version=1')).body.samples).toEqual({ rows: 10, days: 30 })
    expect((await get('/quality/rules')).body).toMatchObject({ rules: [{ rules: 2 }], next: null })
  })

  test('a check is a job; what it found is read, compared, downloaded, and tells what would help', async () => {
    const before = await check()
    await upload('mail\nada@example.org\ngrace@example.org\n')
    const after = await check()
    const report = (await get(`/quality/runs/${before}`)).body
    expect(report).toMatchObject({ version: 1, outcome: 'failed', status: 'done', refusedFor: null })
    expect(report.report.results).toMatchObject([
      { id: 'mail', outcome: 'passed' },
      { id: 'format', outcome: 'failed', considered: 2, failed: 1, sample: [{ row: 1, values: { mail: 'xxxxxx' } }] },
    ])
    const history = (await get('/quality/history?dataset=people')).body
    expect(history.runs.map(({ id }: { id: string }) => id)).toEqual([after, before])
    const newest = (await get('/quality/history?dataset=people&limit=1')).body
    expect(newest.runs).toMatchObject([{ id: after }])
    expect((await get(`/quality/history?limit=1&cursor=${newest.next}`)).body.runs).toMatchObject([{ id: before }])
    expect((await get('/quality/history?version=1')).body.runs).toMatchObject([{ id: before }])
    const compared = await get(`/quality/compare?from=${before}&to=${after}`)
    expect(compared.body).toMatchObject({
      sameRules: true,
      worse: false,
      rules: [{ id: 'format', change: 'fixed' }, {}],
    })
    const helps = (await get(`/quality/runs/${before}/improvements`)).body.improvements
    expect(helps[0]).toMatchObject({ rule: 'format', rows: 1 })
    const file = async (format: string) => {
      const answer = await app.request(
        `http://localhost:4600/api${base}/quality/runs/${before}/report?format=${format}`,
        { headers: { authorization: `Bearer ${reader.token}` } },
        { incoming: { socket: { remoteAddress: '127.0.0.1' } } },
      )
      return [answer.headers.get('content-disposition'), answer.headers.get('content-type'), await answer.text()]
    }
    expect(await file('html')).toEqual([
      'attachment; filename="report.html"',
      'text/html; charset=utf-8',
      expect.stringMatching(/^<!doctype html>/i),
    ])
    expect((await file('junit'))[2]).toMatch(/<testsuites/)
    expect((await get('/datasets/people/quality')).body).toMatchObject({
      rules: { rules: 2 },
      published: { id: after, outcome: 'passed' },
      last: { id: after },
      held: [],
      openIncidents: 0,
    })
    await put({ rules: { ...lists, formatRules: [] } })
    const other = await check()
    expect(await get(`/quality/compare?from=${before}&to=${other}`)).toMatchObject({ status: 409 })
    expect(await get(`/quality/compare?from=${before}&to=${other}&acrossRules=true`)).toMatchObject({
      body: { sameRules: false },
    })
  })

  test('a look at the rows is a job; out of it come a profile and rules', async () => {
    await upload(`id,mail\n${Array.from({ length: 100 }, (_, i) => `${i},p${i}@example.org\n`).join('')}`)
    const { status, body } = await post('/datasets/people/profile', {})
    expect(status).toBe(202)
    await done(body.id)
    const profile = (await get('/datasets/people/profile')).body
    expect(profile.profile.entities).toMatchObject([
      { name: 'people', rows: 100, columns: [{ name: 'id', nulls: 0 }, {}] },
    ])
    const suggested = (await get('/datasets/people/quality/suggestions')).body
    expect((await put({ rules: suggested.rules })).status).toBe(200)
    const sure = await get('/datasets/people/quality/suggestions?minConfidence=1')
    expect(JSON.stringify(sure.body.rules).length).toBeLessThan(JSON.stringify(suggested.rules).length)
  })

  test('incidents are for writers to see to, and held versions for administrators to decide on', async () => {
    await put({ rules: lists, gate: { minScore: 0.9 } })
    expect(await upload('mail\nnobody\n')).toMatchObject({ version: 4, held: true })
    const decide = (token: string) => post('/datasets/people/versions/4/decide', { outcome: 'ready' }, token)
    expect((await decide(writer.token)).status).toBe(403)
    await check(4)
    expect(await decide(admin.token)).toMatchObject({ status: 409 })
    expect(await get('/datasets/people/rows?version=4')).toMatchObject({
      status: 409,
      body: { errorCode: 'QUALITY_FORMAT_VIOLATED', details: { version: 4 } },
    })
    const [incident] = (await get('/quality/incidents')).body.incidents
    expect(incident).toMatchObject({ rule: 'format', status: 'open', version: 4 })
    const step = (name: string, sent: object, token?: string) =>
      post(`/quality/incidents/${incident.id}/${name}`, sent, token)
    expect((await step('acknowledge', {}, reader.token)).status).toBe(403)
    expect((await step('acknowledge', { owner: reader.id, note: 'see mail' })).body).toMatchObject({
      status: 'acknowledged',
      owner: `user:${reader.id}`,
      note: 'see mail',
    })
    expect((await step('snooze', { until: '2001-01-01T00:00:00Z' })).status).toBe(400)
    expect((await step('snooze', { until: '2040-01-01T00:00:00Z' })).status).toBe(400)
    expect((await step('resolve', {})).body).toMatchObject({ status: 'resolved', resolvedBy: `user:${writer.id}` })
    expect((await get('/quality/incidents')).body).toEqual({ incidents: [], next: null })
    expect((await get('/quality/incidents?status=any')).body.incidents.length).toBeGreaterThan(1)
  })

  test('where very many rules are broken, what would help is not worked out while others wait', async () => {
    await post('/datasets', { name: 'broken' })
    await upload('mail,age\n,1\n', 'broken')
    const [mail] = lists.completenessRules
    const broken = Array.from({ length: 400 }, (_, i) => ({ ...mail, id: `mail ${i}` }))
    await put({ rules: { ...lists, completenessRules: broken, formatRules: [] } }, {}, 'broken')
    const run = await check(undefined, 'broken')
    const path = `/quality/runs/${run}`
    expect(await get(`${path}/improvements`)).toMatchObject({ status: 400, body: { errorCode: 'LIMIT_EXCEEDED' } })
    expect((await get(`${path}/report?format=json`)).body.results).toHaveLength(400)
    const page = await get('/quality/incidents?dataset=broken&limit=200')
    const rest = await get(`/quality/incidents?dataset=broken&limit=200&cursor=${page.body.next}`)
    const ids = [...page.body.incidents, ...rest.body.incidents].map(({ id }: { id: string }) => id)
    expect(new Set(ids).size).toBe(400)
    expect(rest.body.next).toBe(null)
  })

  test('of another team nothing is there, and a key does what its scopes say', async () => {
    const { id } = (await get('/quality/history')).body.runs[0]
    const [incident] = (await get('/quality/incidents?status=any')).body.incidents
    const paths = [
      '/quality/rules',
      '/quality/history',
      `/quality/runs/${id}`,
      `/quality/incidents/${incident.id}`,
      '/datasets/people/quality',
      '/datasets/people/profile',
    ]
    for (const path of paths) expect([path, (await get(path, stranger.token)).status]).toEqual([path, 404])
    const elsewhere = (path: string) => ask('GET', `/teams/other${path}`, { token: stranger.token })
    for (const path of [`/quality/runs/${id}`, `/quality/incidents/${incident.id}`]) {
      expect([path, (await elsewhere(path)).status]).toEqual([path, 404])
    }
    const [starts, reads] = await Promise.all([key(team, ['jobs.start']), key(team, ['quality.read'])])
    expect((await post('/quality/validate', { dataset: 'people' }, starts)).status).toBe(403)
    expect((await get('/datasets/people/quality/suggestions', reads)).status).toBe(403)
    expect((await get('/datasets/people/quality', reads)).status).toBe(200)
  })
})
