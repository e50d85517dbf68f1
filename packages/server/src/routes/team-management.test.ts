import { describe, expect, test } from 'vitest'
import { enginesAbove } from '../../test/above.ts'
import { until } from '../../test/jobs.ts'
import { testServer } from '../../test/server.ts'

import type { Role } from '../auth/permissions.ts'

const shop = {
  entities: [
    { name: 'customers', fields: { id: 'sequence', name: 'full-name', country: 'country-code' } },
    { name: 'orders', fields: { id: 'sequence', customer_id: {}, total: { type: 'integer' } } },
  ],
  relationships: [
    { type: 'one-to-many', parent: { entity: 'customers' }, child: { entity: 'orders', fields: ['customer_id'] } },
  ],
  constraints: [{ type: 'range', entity: 'orders', field: 'total', min: 1, max: 100 }],
}
interface Row {
  readonly [field: string]: unknown
}

describe.each(enginesAbove)('teams that are managed on %s', async (engine) => {
  const server = await testServer(engine, { name: 'management' })
  const { ask, person, services } = server
  const [ours, theirs] = [await server.team('ours'), await server.team('theirs')]
  const admin = await person({ [ours]: 'admin', [theirs]: 'admin' })
  const boss = await person({}, { isSystemAdmin: true })
  await server.work()
  const as =
    ({ token }: { token: string }) =>
    (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      ask(method, path, { token, headers, ...(body === undefined ? {} : { body }) })
  const asAdmin = as(admin)
  const ended = (team: string, job: string) =>
    until(async () => {
      const { body } = await asAdmin('GET', `/teams/${team}/jobs/${job}`)
      return !['pending', 'running'].includes(body.status) && body
    })
  const generated = async (team: string, dataset: string, more: object = {}) => {
    const body = { dataset, schema: shop, rows: 30, seed: 7, ...more }
    const started = await asAdmin('POST', `/teams/${team}/generate`, body)
    expect(started.status).toBe(202)
    return (await ended(team, started.body.id)).result
  }
  const rowsOf = async (team: string, dataset: string, entity: string): Promise<Row[]> =>
    (await asAdmin('GET', `/teams/${team}/datasets/${dataset}/rows?entity=${entity}&limit=1000`)).body.rows
  const uploaded = async (team: string, dataset: string, lines: string) => {
    await asAdmin('POST', `/teams/${team}/datasets`, { name: dataset })
    const answer = await server.app.request(
      `http://localhost:4600/api/teams/${team}/datasets/${dataset}/versions?primaryKey=id`,
      { method: 'POST', headers: { authorization: `Bearer ${admin.token}` }, body: lines },
    )
    expect(answer.status).toBe(201)
  }
  const configure = (team: string, config: object, headers?: Record<string, string>) =>
    asAdmin('PUT', `/teams/${team}/config`, config, headers)

  test('a configuration is kept sealed, and changed only by who has seen what is there', async () => {
    const own = await server.team('sealed')
    const member = await person({ [own]: 'admin' })
    const before = await as(member)('GET', '/teams/sealed/config')
    expect(before.body).toMatchObject({
      team: own,
      revision: 0,
      config: { accessLevel: 'admin', refreshPreferences: { seed: 'new' }, dataRequirements: [], customizations: [] },
    })
    const config = { customizations: [{ dataset: 'users', overrides: { users: { name: 'canary-4711' } } }] }
    const etag = { 'if-match': String(before.headers.get('etag')) }
    const first = await as(member)('PUT', '/teams/sealed/config', config, etag)
    expect(first.body).toMatchObject({ revision: 1, config, started: [], refused: [] })
    expect((await as(member)('PUT', '/teams/sealed/config', {}, etag)).status).toBe(412)
    expect((await as(member)('GET', '/teams/sealed/config')).body.config).toMatchObject(config)
    const kept = await services.store.readTeam(own, async (db) => [
      await db.selectFrom('team_config').selectAll().execute(),
      await db.selectFrom('audit').selectAll().execute(),
      await db.selectFrom('events').selectAll().execute(),
    ])
    const text = JSON.stringify(kept, (_name, value) =>
      value instanceof Uint8Array || value?.type === 'Buffer'
        ? Buffer.from(value.data ?? value).toString('latin1')
        : value,
    )
    expect(text).not.toContain('4711')
    expect(text).toContain('team.configure')
  })

  test('what contradicts the data that is there, or itself, is refused with every place', async () => {
    await uploaded('ours', 'given', '{"id":1,"n":"a"}\n')
    await generated('ours', 'made')
    const refused = await configure('ours', {
      customizations: [
        { dataset: 'given', locale: 'de', overrides: { rows: { id: 5 } } },
        { dataset: 'made', volumes: { shops: 5 }, overrides: { orders: { total: 500, customer_id: 1 } } },
        { dataset: 'to come', overrides: { anything: { at: 'all' } } },
      ],
    })
    expect([refused.status, refused.body.errorCode]).toEqual([409, 'TEAM_CONFIG_CONFLICT'])
    expect(refused.body.details.conflicts.map(({ at }: { at: string }) => at)).toEqual([
      'given: locale',
      'given: rows.id',
      'made: shops',
      'made: orders.customer_id',
      'made: orders.total',
    ])
    const twice = { customizations: [{ dataset: 'given' }, { dataset: 'given' }] }
    expect((await configure('ours', twice)).body.errorCode).toBe('REQUEST_INVALID')
    const nowhere = { frequency: 'weekly', timeOfDay: '06:00', timezone: 'Europe/Atlantis' }
    expect((await configure('ours', { refreshPreferences: { schedule: nowhere } })).status).toBe(400)
    expect((await asAdmin('GET', '/teams/ours/config')).body.revision).toBe(0)
  })

  test('what was generated is given as its receiver has it customized, the same rows each time', async () => {
    await generated('ours', 'shop')
    const config = {
      customizations: [
        {
          dataset: 'shop',
          volumes: { customers: 5 },
          rules: [{ type: 'range', entity: 'orders', field: 'total', min: 90 }],
        },
      ],
    }
    expect((await configure('theirs', config)).status).toBe(200)
    const give = (customizations: object, name = 'shop') =>
      asAdmin('POST', '/teams/ours/datasets/shop/distribute', { to: 'theirs', as: name, customizations })
    const never = await give({ rules: [{ type: 'check', entity: 'orders', expression: 'total * total < 0' }] })
    expect([never.status, never.body.errorCode]).toEqual([409, 'TEAM_CONFIG_CONFLICT'])
    expect(never.body.details.conflicts).toEqual([
      { at: 'orders', why: 'no values were found that meet check (total * total < 0)' },
    ])
    const given = await give({ overrides: { customers: { country: 'FR' } }, without: { customers: ['name'] } })
    expect(given.body).toMatchObject({ team: theirs, version: 2, made: 'generated', rows: 35, held: false })
    const [customers, orders] = [await rowsOf('theirs', 'shop', 'customers'), await rowsOf('theirs', 'shop', 'orders')]
    expect(customers.map(({ country }) => country)).toEqual(Array(5).fill('FR'))
    expect(Object.keys(customers[0]!)).toEqual(['id', 'country'])
    const ids = new Set(customers.map(({ id }) => id))
    expect(orders.every(({ customer_id, total }) => ids.has(customer_id) && Number(total) >= 90)).toBe(true)
    await give({ overrides: { customers: { country: 'FR' } }, without: { customers: ['name'] } })
    expect(await rowsOf('theirs', 'shop', 'orders')).toEqual(orders)
    const [one, two] = (await asAdmin('GET', '/teams/theirs/datasets/shop/versions')).body.versions
    expect(one.contentHash).toBe(two.contentHash)
    const copied = await give({}, 'plain')
    expect(copied.body).toMatchObject({ made: 'copied', rows: 60 })
    expect(await rowsOf('theirs', 'plain', 'orders')).toEqual(await rowsOf('ours', 'shop', 'orders'))
    const refused = await give({ locale: 'tlh', fields: { orders: { total: { kind: 'no-such' } } } })
    expect(refused.body).toMatchObject({ errorCode: 'TEAM_CONFIG_CONFLICT' })
    expect(refused.body.details.conflicts).toMatchObject([{ at: 'orders.total.kind' }, { at: 'locale' }])
    // What came customized stays so when it is made anew where it is.
    const fresh = await asAdmin('POST', '/teams/theirs/datasets/shop/refresh', { seed: 'new' })
    expect((await ended('theirs', fresh.body.id)).result).toMatchObject({ version: 4, rows: 35 })
    const anew = await rowsOf('theirs', 'shop', 'customers')
    expect(anew.map(({ country }) => country)).toEqual(Array(5).fill('FR'))
    expect(Object.keys(anew[0]!)).toEqual(['id', 'country'])
    expect(await rowsOf('theirs', 'shop', 'orders')).not.toEqual(orders)
    // And when it is given on, with more that is changed.
    const on = { to: 'ours', as: 'back', customizations: { volumes: { orders: 2 } } }
    expect((await asAdmin('POST', '/teams/theirs/datasets/shop/distribute', on)).body).toMatchObject({ rows: 7 })
    expect(await rowsOf('ours', 'back', 'customers')).toEqual(anew)
  })

  test('all data of a team is made anew as jobs; what cannot be is named, and stays', async () => {
    const own = await server.team('anew')
    const member = await person({ [own]: 'admin', [ours]: 'admin' })
    const { body: made } = await as(member)('POST', '/teams/anew/generate', {
      dataset: 'shop',
      schema: shop,
      rows: 20,
      seed: 7,
    })
    const still = { dataset: 'still', schema: shop, rows: 2, refreshCycle: false }
    const { body: kept } = await as(member)('POST', '/teams/anew/generate', still)
    await as(member)('POST', '/teams/anew/datasets', { name: 'empty' })
    const done = (job: string) =>
      until(async () => {
        const { body } = await as(member)('GET', `/teams/anew/jobs/${job}`)
        return !['pending', 'running'].includes(body.status) && body
      })
    await Promise.all([done(made.id), done(kept.id)])
    const rows = async (dataset: string) =>
      (await as(member)('GET', `/teams/anew/datasets/${dataset}/rows?entity=customers`)).body
    const before = await rows('shop')
    const volumes = { customizations: [{ dataset: 'shop', volumes: { customers: 8 } }] }
    await as(member)('PUT', '/teams/anew/config', { ...volumes, refreshPreferences: { seed: 'same' } })
    const { status, body } = await as(member)('POST', '/teams/anew/refresh', {})
    expect(status).toBe(202)
    expect(body.skipped).toMatchObject([
      { name: 'empty', errorCode: 'NOT_REFRESHABLE' },
      { name: 'still', errorCode: 'NOT_REFRESHABLE' },
    ])
    expect(body.started).toMatchObject([{ name: 'shop' }])
    expect((await done(body.started[0].job)).result).toMatchObject({ version: 2, rows: 28 })
    const after = await rows('shop')
    expect(after.rows).toEqual(before.rows.slice(0, 8))
    const named = await as(member)('POST', '/teams/anew/refresh', { datasets: ['still'], seed: { seed: 'other' } })
    expect((await done(named.body.started[0].job)).status).toBe('completed')
    expect((await rows('still')).version).toBe(2)
    const nothing = await as(member)('POST', '/teams/anew/refresh', { datasets: ['nothing'] })
    expect(nothing.body.errorCode).toBe('NOT_FOUND')
    const versions = (await as(member)('GET', '/teams/anew/datasets/shop/versions')).body.versions
    expect(versions[0].origin).toMatchObject({ kind: 'generate', refreshes: 1 })
    // A change that the team makes later, and that contradicts, stops what it is about and nothing else.
    const breaks = { dataset: 'still', rules: [{ type: 'range', entity: 'orders', field: 'total', min: 500 }] }
    const refused = await as(member)('PUT', '/teams/anew/config', { customizations: [breaks] })
    expect(refused.body.errorCode).toBe('TEAM_CONFIG_CONFLICT')
  })

  test('a refresh that fails or is cancelled leaves what is read as it is', async () => {
    // Enough that it is not done before the next request is answered.
    await generated('ours', 'safe', { rows: 20_000 })
    const published = async () => {
      const { body } = await asAdmin('GET', '/teams/ours/datasets/safe/rows?entity=orders&limit=3')
      return [body.version, body.rows]
    }
    const before = await published()
    const refresh = async () => (await asAdmin('POST', '/teams/ours/datasets/safe/refresh', {})).body.id
    const cancelled = await refresh()
    expect((await asAdmin('POST', `/teams/ours/jobs/${cancelled}/cancel`)).status).toBe(200)
    expect((await ended('ours', cancelled)).status).toBe('cancelled')
    expect(await published()).toEqual(before)
    const failing = await refresh()
    await services.store.team(ours, (tx) =>
      tx.updateTable('versions').set({ status: 'refused' }).where('status', '=', 'hidden').execute(),
    )
    expect(await ended('ours', failing)).toMatchObject({ status: 'failed', error: { errorCode: 'CONFLICT' } })
    expect(await published()).toEqual(before)
    const { result } = await ended('ours', await refresh())
    expect(result).toMatchObject({ version: 4 })
    expect((await published())[0]).toBe(4)
  })

  test('a new team gets what it needs; its environment tells how that stands, and who may do what', async () => {
    const config = {
      dataRequirements: [
        { dataset: 'shop', schema: shop, rows: { customers: 10, orders: 20 }, entities: { orders: 20 } },
        { dataset: 'impossible', schema: { entities: [] } },
        { dataset: 'prices', entities: { prices: 1 } },
      ],
      customizations: [{ dataset: 'shop', volumes: { customers: 4 } }],
      refreshPreferences: {
        schedule: { frequency: 'weekly', dayOfWeek: 1, timeOfDay: '06:30', timezone: 'Europe/Paris' },
      },
    }
    const asked = { name: 'Fresh', config }
    expect((await asAdmin('POST', '/teams/fresh/environment', asked)).body.errorCode).toBe('FORBIDDEN')
    const made = await as(boss)('POST', '/teams/fresh/environment', asked)
    expect(made.status).toBe(201)
    const { teamId } = made.body
    expect(made.body).toMatchObject({
      slug: 'fresh',
      name: 'Fresh',
      dataNamespace: `${engine}:${teamId}`,
      accessLevel: 'admin',
      refreshSchedule: { timezone: 'Europe/Paris' },
    })
    expect((await as(boss)('POST', '/teams/fresh/environment', asked)).status).toBe(409)
    const member = await person({ [teamId]: 'admin' })
    await server.key(teamId, ['team.read'])
    const environment = await until(async () => {
      const { body } = await as(member)('GET', '/teams/fresh/environment')
      return body.requirements[0].status === 'met' && body
    })
    expect(environment.requirements).toMatchObject([
      { dataset: 'shop', status: 'met', why: null },
      { dataset: 'impossible', status: 'missing' },
      { dataset: 'prices', status: 'missing', why: 'there is no such dataset' },
    ])
    expect(environment.accessControls).toMatchObject([
      { kind: 'user', subject: `user:${member.id}`, role: 'admin' },
      { kind: 'key', scopes: ['team.read'] },
    ])
    // Who administers the system reads no data, and schemas and values are data.
    const { body: seenByBoss } = await as(boss)('GET', '/teams/fresh/environment')
    expect(seenByBoss).toMatchObject({ customizations: null, refreshSchedule: null, requirements: null })
    expect(seenByBoss.accessControls.map(({ kind }: { kind: string }) => kind)).toEqual(['user'])
    for (const method of ['GET', 'PUT']) {
      const body = method === 'PUT' ? {} : undefined
      expect((await as(boss)(method, '/teams/fresh/config', body)).body.errorCode).toBe('FORBIDDEN')
    }
    const rows = (await as(member)('GET', '/teams/fresh/datasets/shop/rows?entity=customers')).body
    expect(rows.total).toBe(4)
    // The same again makes nothing, another schema makes the next version.
    const again = await as(member)('PUT', '/teams/fresh/config', config)
    expect(again.body).toMatchObject({ started: [], refused: [{ dataset: 'impossible' }] })
    const { constraints: _constraints, ...looser } = shop
    const other = { dataRequirements: [{ dataset: 'shop', schema: looser, rows: 3 }] }
    expect((await as(member)('PUT', '/teams/fresh/config', other)).body.started).toMatchObject([{ dataset: 'shop' }])
  })

  test('a team does no more with data of its own than its access level holds, and does not raise it', async () => {
    const own = await server.team('limited')
    const member = await person({ [own]: 'admin' })
    const key = { token: await server.key(own, ['datasets.write', 'datasets.read']) }
    const level = (caller: { token: string }, accessLevel: string) =>
      as(caller)('PATCH', '/teams/limited', { accessLevel })
    expect((await level(member, 'read')).body.errorCode).toBe('FORBIDDEN')
    expect((await level(boss, 'read')).body).toMatchObject({ slug: 'limited', accessLevel: 'read' })
    for (const caller of [member, key]) {
      const made = await as(caller)('POST', '/teams/limited/datasets', { name: 'mine' })
      expect([made.status, made.body.errorCode]).toEqual([403, 'ACCESS_LEVEL_EXCEEDED'])
    }
    const configured = (accessLevel?: string) => as(member)('PUT', '/teams/limited/config', { accessLevel })
    expect((await configured('write')).body.errorCode).toBe('FORBIDDEN')
    for (const same of [undefined, 'read']) {
      expect((await configured(same)).body.config).toMatchObject({ accessLevel: 'read' })
    }
    const asked = { dataRequirements: [{ dataset: 'made', schema: shop, rows: 1 }] }
    const wanting = await as(member)('PUT', '/teams/limited/config', asked)
    expect(wanting.body).toMatchObject({ started: [], refused: [{ errorCode: 'ACCESS_LEVEL_EXCEEDED' }] })
    expect((await as(member)('GET', '/teams/limited/datasets/made')).status).toBe(404)
    // It is given data, and leases rows of it.
    await uploaded('ours', 'for all', '{"id":1}\n{"id":2}\n')
    const giver = await person({ [ours]: 'admin', [own]: 'write' })
    const given = await as(giver)('POST', '/teams/ours/datasets/for all/distribute', { to: 'limited' })
    expect(given.body).toMatchObject({ version: 1, rows: 2 })
    expect((await as(member)('POST', '/teams/limited/datasets/for all/lease', { holder: 'w' })).status).toBe(201)
    await level(boss, 'admin')
    expect((await as(member)('POST', '/teams/limited/datasets', { name: 'mine' })).status).toBe(201)
  })

  test('old versions are put away and got back, or erased; what is read or leased is neither', async () => {
    for (const n of [1, 2, 3, 4]) await uploaded('ours', 'aged', `{"id":${n}}\n`)
    const leased = await asAdmin('POST', '/teams/ours/datasets/aged/lease', { version: 2, holder: 'w' })
    server.clock.pass(1)
    const put = (body: object) => asAdmin('POST', '/teams/ours/archive', { datasets: ['aged'], ...body })
    const versions = (body: { versions: { version: number; became: string }[] }) =>
      body.versions.map(({ version, became }) => [version, became])
    expect(versions((await put({ days: 1 })).body)).toEqual([])
    expect(versions((await put({ versions: 1 })).body)).toEqual([
      [3, 'archived'],
      [1, 'archived'],
    ])
    const read = (version: number) => asAdmin('GET', `/teams/ours/datasets/aged/rows?version=${version}`)
    expect((await read(3)).status).toBe(404)
    const set = (version: number, archived: boolean) =>
      asAdmin('PATCH', `/teams/ours/datasets/aged/versions/${version}`, { archived })
    expect((await set(3, false)).body).toEqual({ version: 3, status: 'ready' })
    expect((await read(3)).body.rows).toEqual([{ id: 3 }])
    expect([(await set(4, true)).status, (await set(2, true)).status, (await set(9, true)).status]).toEqual([
      409, 409, 404,
    ])
    await asAdmin('DELETE', `/teams/ours/leases/${leased.body.id}`)
    expect(versions((await put({ versions: 1, erase: true })).body)).toEqual([
      [3, 'erased'],
      [2, 'erased'],
      [1, 'erased'],
    ])
    expect((await set(1, false)).status).toBe(404)
    expect((await read(4)).body.rows).toEqual([{ id: 4 }])
    const writer = await person({ [ours]: 'write' })
    expect((await as(writer)('POST', '/teams/ours/archive', { erase: true })).status).toBe(403)
  })

  test('a lease is renewed and given back by its taker, or given back by an administrator', async () => {
    await uploaded('ours', 'leased', '{"id":1}\n{"id":2}\n{"id":3}\n')
    const people = await Promise.all((['read', 'write', 'admin'] as Role[]).map((role) => person({ [ours]: role })))
    const [taker, other, chief] = people as [(typeof people)[0], (typeof people)[0], (typeof people)[0]]
    const take = async () => (await as(taker)('POST', '/teams/ours/datasets/leased/lease', { holder: 'worker 1' })).body
    const lease = await take()
    expect(lease.takenBy).toBe(`user:${taker.id}`)
    for (const caller of [other, { token: await server.key(ours, ['leases.take']) }]) {
      expect((await as(caller)('POST', `/teams/ours/leases/${lease.id}/renew`, {})).status).toBe(403)
      expect((await as(caller)('DELETE', `/teams/ours/leases/${lease.id}`)).status).toBe(403)
    }
    expect((await as(taker)('POST', `/teams/ours/leases/${lease.id}/renew`, { seconds: 600 })).status).toBe(200)
    expect((await as(taker)('DELETE', `/teams/ours/leases/${lease.id}`)).status).toBe(204)
    const abandoned = await take()
    expect((await as(chief)('DELETE', `/teams/ours/leases/${abandoned.id}`)).status).toBe(204)
  })

  test('nothing of this was a fault of the server', () => {
    expect(server.faults).toEqual([])
  })
})
