import { describe, expect, test } from 'vitest'
import { errorAnswer, errorBodySchema } from '../src/errors/error-body.ts'
import { enginesAbove } from './above.ts'
import { until } from './jobs.ts'
import { testServer } from './server.ts'

const field = (name: string, more: object = {}) => ({ name, ...more })
const entity = (name: string, fields: object[]) => ({ name, fields: [field('id', { kind: 'sequence' }), ...fields] })
const parentOf = (parent: string, child: string) => ({
  type: 'one-to-many',
  parent: { entity: parent },
  child: { entity: child, fields: [`${parent}_id`] },
})
const total = entity('orders', [field('total', { type: 'integer' })])
const range = (min: number, max: number) => ({ type: 'range', entity: 'orders', field: 'total', min, max })

/** Each schema is wrong in one way, and the last one in two. */
const schemas = {
  SCHEMA_INVALID: [
    { entities: [entity('orders', [field('total', { kind: 'no such kind' })])] },
    { entities: 'orders' },
    { entities: [{ name: 'a' }, entity('orders', [])], relationships: [parentOf('nobody', 'orders')] },
  ],
  SCHEMA_FIELD_MISSING: [{ entities: [{ name: 'orders' }] }, { entities: [{ fields: { id: 'sequence' } }] }, {}],
  SCHEMA_CYCLE: [
    {
      entities: [entity('a', [field('b_id')]), entity('b', [field('a_id')])],
      relationships: [parentOf('a', 'b'), parentOf('b', 'a')],
    },
    { entities: [entity('a', [field('x', { compute: 'y + 1' }), field('y', { compute: 'x + 1' })])] },
  ],
  CONSTRAINT_CONFLICT: [
    { entities: [total], constraints: [range(5, 1)] },
    { entities: [total], constraints: [range(1, 5), range(7, 9)] },
  ],
} as const

/** What goes wrong in one way or another, and what it is called. */
describe.each(enginesAbove)('every kind of failure has a code of its own on %s', async (engine) => {
  const server = await testServer(engine, {
    name: 'codes',
    // Nobody listens there.
    config: { oidc: { issuer: 'http://127.0.0.1:9', clientId: 'id', clientSecret: 'secret' } },
  })
  const { ask, person, services } = server
  const [team, other, limited] = [await server.team('shop'), await server.team(), await server.team('limited')]
  const admin = await person({ [team]: 'admin', [limited]: 'admin' })
  const reader = await person({ [team]: 'read' })
  const boss = await person({}, { isSystemAdmin: true })
  await server.work()

  const refused = async (method: string, path: string, body?: unknown, token: string | undefined = admin.token) => {
    const answer = await ask(method, path, { token, ...(body === undefined ? {} : { body }) })
    const said = errorBodySchema.parse(answer.body)
    expect(said.suggestedActions.length).toBeGreaterThan(0)
    expect(said.requestId).toBe(answer.headers.get('x-request-id'))
    return { code: said.errorCode, status: answer.status, details: said.details }
  }
  const generate = (schema: unknown, more: object = {}) =>
    refused('POST', '/teams/shop/generate', { dataset: 'x', schema, ...more })

  test.each(Object.entries(schemas))('a schema that is wrong: %s', async (code, all) => {
    for (const schema of all) {
      expect(await generate(schema)).toMatchObject({ code, status: 400, details: { problems: expect.anything() } })
    }
  })

  test('more than there is room for: LIMIT_EXCEEDED, CAPACITY_EXCEEDED', async () => {
    const rows = { schema: { entities: [total] }, rows: 10_000_001 }
    expect(await refused('POST', '/teams/shop/generate/rows', rows)).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      status: 400,
      details: { limit: 'rows', most: 10_000_000, asked: 10_000_001 },
    })
    const flag = entity('flags', [field('on', { type: 'boolean', unique: true })])
    expect(await generate({ entities: [flag] }, { rows: 3 })).toMatchObject({ code: 'CAPACITY_EXCEEDED', status: 400 })
  })

  test('what the server depends on does not answer: PROVIDER_UNREACHABLE', async () => {
    expect(await refused('GET', '/auth/oidc')).toMatchObject({ code: 'PROVIDER_UNREACHABLE', status: 502 })
  })

  test.each([
    [
      'QUALITY_RULE_VIOLATED',
      { businessRules: [{ type: 'expressionTrue', id: 'r', entity: 'rows', expression: 'n > 5' }] },
    ],
    ['QUALITY_INTEGRITY_VIOLATED', { consistencyRules: [{ type: 'unique', id: 'r', entity: 'rows', columns: ['n'] }] }],
    [
      'QUALITY_FORMAT_VIOLATED',
      { formatRules: [{ type: 'namedFormat', id: 'r', entity: 'rows', column: 'm', format: 'email' }] },
    ],
  ])('a version that its gate refuses: %s', async (code, lists) => {
    const base = `/teams/shop/datasets/${code}`
    const asAdmin = (method: string, path: string, body: object) => ask(method, path, { token: admin.token, body })
    await asAdmin('POST', '/teams/shop/datasets', { name: code })
    const rules = { kind: 'understudy.quality-rules', version: 1, ...lists }
    expect((await asAdmin('PUT', `${base}/quality/rules`, { rules, gate: {} })).status).toBe(200)
    const uploaded = await server.app.request(`http://localhost:4600/api${base}/versions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${admin.token}` },
      body: '{"n":1,"m":"nobody"}\n{"n":1,"m":"nobody"}\n',
    })
    expect(await uploaded.json()).toMatchObject({ version: 1, held: true })
    const { body: job } = await asAdmin('POST', '/teams/shop/quality/validate', { dataset: code, version: 1 })
    await until(async () => {
      const { body } = await ask('GET', `/teams/shop/jobs/${job.id}`, { token: admin.token })
      return body.status === 'completed'
    })
    expect(await refused('GET', `${base}/rows?version=1`)).toMatchObject({ code, status: 409 })
  })

  test('rows that are no such format: INPUT_MALFORMED', async () => {
    await ask('POST', '/teams/shop/datasets', { token: admin.token, body: { name: 'broken' } })
    const answer = await server.app.request('http://localhost:4600/api/teams/shop/datasets/broken/versions', {
      method: 'POST',
      headers: { authorization: `Bearer ${admin.token}` },
      body: '{"n":',
    })
    expect(errorBodySchema.parse(await answer.json()).errorCode).toBe('INPUT_MALFORMED')
  })

  test('access: UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, ACCESS_LEVEL_EXCEEDED', async () => {
    const create = (named: string, token?: string) =>
      ask('POST', `/teams/${named}/datasets`, { token, body: { name: 'y' } }).then(({ status, body }) => [
        status,
        body.errorCode,
      ])
    expect(await create('shop')).toEqual([401, 'UNAUTHENTICATED'])
    expect(await create('shop', reader.token)).toEqual([403, 'FORBIDDEN'])
    expect(await create(other, admin.token)).toEqual([404, 'NOT_FOUND'])
    await ask('PATCH', '/teams/limited', { token: boss.token, body: { accessLevel: 'read' } })
    expect(await create('limited', admin.token)).toEqual([403, 'ACCESS_LEVEL_EXCEEDED'])
  })

  test('a configuration that contradicts: TEAM_CONFIG_CONFLICT', async () => {
    const { body: started } = await ask('POST', '/teams/shop/generate', {
      token: admin.token,
      body: { dataset: 'orders', schema: { entities: [total], constraints: [range(1, 5)] }, rows: 2 },
    })
    await until(async () => {
      const { body } = await ask('GET', `/teams/shop/jobs/${started.id}`, { token: admin.token })
      return body.status === 'completed'
    })
    const config = { customizations: [{ dataset: 'orders', rules: [range(7, 9)] }] }
    expect(await refused('PUT', '/teams/shop/config', config)).toMatchObject({
      code: 'TEAM_CONFIG_CONFLICT',
      status: 409,
      details: { conflicts: [{ at: expect.stringMatching(/^orders: /), why: expect.any(String) }] },
    })
  })

  test('a row of another team: ISOLATION_BREACH, and it is not written', async () => {
    const write = services.store.team(team, (tx) =>
      tx
        .insertInto('team_config')
        .values({ team_id: other, config_sealed: new Uint8Array(), updated_at: '', revision: 1 })
        .execute(),
    )
    const thrown = await write.catch((error: unknown) => error)
    const { status, body } = errorAnswer(thrown, 'request', new Date())
    expect([status, body.errorCode]).toEqual([500, 'ISOLATION_BREACH'])
    expect(JSON.stringify(body)).not.toContain(other)
    const kept = await services.store.readTeam(other, (db) => db.selectFrom('team_config').selectAll().execute())
    expect(kept).toEqual([])
  })
})
