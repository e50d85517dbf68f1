import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { readMaskingKey } from '@understudy/sdk'
import { verifyTarget } from '@understudy/sdk/clone'
import { describe, expect, test } from 'vitest'
import { enginesAbove } from '../../test/above.ts'
import { environmentsConfig } from '../../test/environments.ts'
import { testServer } from '../../test/server.ts'
import { server as byServer } from '../../test/services.ts'
import { fillShop } from '../../test/shop.ts'
import { databasesOf } from '../open-services.ts'
import { destroyOldKeys } from '../services/data-keys/destroy-old-keys.ts'
import { rotateKeys } from '../services/data-keys/rotate-keys.ts'
import { checkedUrl } from '../services/environments/database-rules.ts'
import { connectionOf } from '../services/environments/environment.ts'
import { maskingKeyFor } from '../services/environments/masking-key.ts'
import { productionOf } from '../services/environments/open-environment.ts'

describe.each(enginesAbove)('environments on %s', async (engine) => {
  const server = await testServer(engine, { name: 'environments', config: await environmentsConfig() })
  const { ask, person, services, place, config } = server
  const [team, other] = [await server.team(), await server.team()]
  const boss = await person({}, { isSystemAdmin: true })
  const member = await person({ [team]: 'write', [other]: 'read' })
  const asBoss = (method: string, path: string, body?: unknown) => ask(method, path, { token: boss.token, body })
  const asMember = (method: string, path: string, body?: unknown) => ask(method, path, { token: member.token, body })
  const rowOf = (id: string) =>
    services.store.readSystem((db) =>
      db.selectFrom('environments').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    )
  let made = 0
  const create = async (more: object = {}) =>
    asBoss('POST', '/environments', {
      name: `shop-${++made}`,
      type: 'test',
      databaseUrl: 'postgres://reader:hunter2@127.0.0.1:9/shop',
      ...more,
    })

  test('a connection is sealed, and nobody is told more than where it leads', async () => {
    const { status, body } = await create({
      secrets: { apiKey: 'sesame' },
      maskingKey: 'a passphrase of many words',
      tags: ['eu', 'shop'],
    })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      type: 'test',
      status: 'active',
      isReadOnly: false,
      tags: ['eu', 'shop'],
      address: 'postgres://reader:***@127.0.0.1:9/shop',
      secrets: ['apiKey'],
      maskingKeyId: readMaskingKey('a passphrase of many words').id,
    })
    const told = [
      body,
      (await asBoss('GET', `/environments/${body.id}`)).body,
      (await asBoss('GET', '/environments')).body,
    ]
    const row = await rowOf(body.id)
    const { body: trail } = await asBoss('GET', '/system/audit')
    for (const text of [told, row, trail].map((one) => JSON.stringify(one))) {
      for (const secret of ['hunter2', 'sesame', 'passphrase of']) expect(text).not.toContain(secret)
    }
    expect(JSON.stringify(trail)).toContain('environment.create')
    expect(await connectionOf(services, row)).toEqual({
      databaseUrl: 'postgres://reader:hunter2@127.0.0.1:9/shop',
      secrets: { apiKey: 'sesame' },
    })
  })

  test('production is read-only, whatever is asked for', async () => {
    const { body } = await create({ type: 'production', isReadOnly: false })
    expect(body.isReadOnly).toBe(true)
    const changed = await asBoss('PUT', `/environments/${body.id}`, { isReadOnly: false })
    expect(changed.body.isReadOnly).toBe(true)
    const { body: test } = await create({ isReadOnly: true })
    expect((await asBoss('PUT', `/environments/${test.id}`, { type: 'production' })).body.isReadOnly).toBe(true)
  })

  test('a name is one environment, whatever the case of its letters', async () => {
    await create({ name: 'Staging' })
    expect((await create({ name: 'sTAGING' })).body.errorCode).toBe('CONFLICT')
    const { body } = await create()
    expect((await asBoss('PUT', `/environments/${body.id}`, { name: 'STAGING' })).body.errorCode).toBe('CONFLICT')
    expect((await asBoss('GET', '/environments/staging')).body.name).toBe('Staging')
    expect((await asBoss('PUT', '/environments/staging', { name: 'staging' })).body.name).toBe('staging')
    expect((await create({ name: 'no name' })).body.errorCode).toBe('REQUEST_INVALID')
  })

  test.each([
    ['the network that a cloud tells its secrets in', 'postgres://me@169.254.169.254/shop', 'ADDRESS_REFUSED'],
    ['another network inside', 'postgres://me@10.0.0.1/shop', 'ADDRESS_REFUSED'],
    ['a socket of this machine', 'postgres://me@%2Fvar%2Frun/shop', 'REQUEST_INVALID'],
    ['a host that a parameter names', 'postgres://me@127.0.0.1/shop?host=10.0.0.1', 'REQUEST_INVALID'],
    ['a file outside of the folder', 'sqlite:/etc/passwd', 'REQUEST_INVALID'],
    ['a file above the folder', 'sqlite:../other.db', 'REQUEST_INVALID'],
    ['a database in memory', 'sqlite::memory:', 'REQUEST_INVALID'],
    ['PGlite', 'pglite:folder', 'REQUEST_INVALID'],
    ['no database at all', 'https://127.0.0.1/', 'REQUEST_INVALID'],
  ])('%s is none', async (_what, databaseUrl, code) => {
    const { body } = await create({ databaseUrl })
    expect(body.errorCode).toBe(code)
    const { body: there } = await create()
    expect((await asBoss('PUT', `/environments/${there.id}`, { databaseUrl })).body.errorCode).toBe(code)
  })

  test('the store of the server itself is none', async () => {
    const refused = 'the store of this server'
    if (place.engine === 'postgres') {
      expect((await create({ databaseUrl: place.url })).body.message).toContain(refused)
      // By another name it is found out by what it is, before it would be replaced.
      const databaseUrl = place.url.replace('127.0.0.1', 'localhost')
      const { body } = await create({ databaseUrl })
      const found = verifyTarget(databaseUrl, { environments: await productionOf(services) })
      await expect(found).rejects.toMatchObject({ code: 'TARGET_REFUSED' })
      await asBoss('DELETE', `/environments/${body.id}`)
      return
    }
    const within = databasesOf({ ...config, environments: { ...config.environments, files: dirname(place.folder) } })
    const url = `sqlite:${join(place.folder, 'control.db')}`
    await expect(checkedUrl(within, url)).rejects.toThrow(refused)
    await expect(checkedUrl(within, `sqlite:${join(place.folder, 'teams', 'x.db')}`)).rejects.toThrow(refused)
    expect((await create({ databaseUrl: url })).body.errorCode).toBe('REQUEST_INVALID')
  })

  test('a team has what it was granted, at the level that it was granted at, and no longer', async () => {
    const { body: environment } = await create()
    const at = `/environments/${environment.id}`
    expect((await asMember('GET', at)).body.errorCode).toBe('REQUEST_INVALID')
    expect((await asMember('GET', `${at}?team=${team}`)).body.errorCode).toBe('NOT_FOUND')
    await asBoss('PUT', `${at}/grants/${team}`, { level: 'read' })
    expect((await asMember('GET', at)).body).toMatchObject({ level: 'read', grants: null })
    expect((await asMember('GET', `/environments?team=${team}`)).body.environments).toMatchObject([
      { id: environment.id },
    ])
    expect((await asMember('GET', `/environments?team=${other}`)).body.environments).toEqual([])
    await asBoss('PUT', `${at}/grants/${team}`, { level: 'clone' })
    expect((await asMember('GET', at)).body.level).toBe('clone')
    expect((await asBoss('GET', at)).body.grants).toMatchObject([{ team, level: 'clone' }])
    expect((await asMember('PUT', `${at}/grants/${other}`, { level: 'read' })).body.errorCode).toBe('FORBIDDEN')
    await asBoss('DELETE', `${at}/grants/${team}`)
    expect((await asMember('GET', `${at}?team=${team}`)).body.errorCode).toBe('NOT_FOUND')
  })

  test('a team has one active environment at most, among those that it was granted', async () => {
    const [{ body: one }, { body: two }, { body: foreign }] = [await create(), await create(), await create()]
    for (const { id } of [one, two]) await asBoss('PUT', `/environments/${id}/grants/${team}`, { level: 'read' })
    const at = `/teams/${team}/environments/active`
    expect((await asMember('GET', at)).body).toEqual({ environment: null })
    expect((await asMember('PUT', at, { environment: foreign.id })).body.errorCode).toBe('NOT_FOUND')
    expect((await asMember('PUT', at, { environment: one.name })).body.environment).toMatchObject({
      id: one.id,
      isActive: true,
    })
    expect((await asMember('PUT', at, { environment: two.id })).body.environment.id).toBe(two.id)
    expect((await asMember('GET', at)).body.environment.id).toBe(two.id)
    expect((await asMember('GET', `/environments/${one.id}?team=${team}`)).body.isActive).toBe(false)
    await asBoss('DELETE', `/environments/${two.id}`)
    expect((await asMember('GET', at)).body).toEqual({ environment: null })
  })

  test('what masks is the key of the target, else that of the source, else the one of the server', async () => {
    const text = randomBytes(32).toString('base64')
    const [{ body: plain }, { body: keyed }] = [await create(), await create({ maskingKey: text })]
    const { body: generated } = await create({ maskingKey: 'generate' })
    const [source, target, third] = [await rowOf(keyed.id), await rowOf(plain.id), await rowOf(generated.id)]
    const idOf = async (of: Parameters<typeof maskingKeyFor>[1]) => (await maskingKeyFor(services, of))?.id
    expect(await idOf({ source, target })).toBe(readMaskingKey(text).id)
    expect(await idOf({ source, target: third })).toBe(generated.maskingKeyId)
    expect(await idOf({ source: target })).toBe(readMaskingKey(config.key ?? '').id)
    const { body: without } = await asBoss('PUT', `/environments/${keyed.id}`, { maskingKey: null })
    expect(without.maskingKeyId).toBe(null)
    expect((await create({ maskingKey: 'short' })).body.errorCode).toBe('MASKING_KEY_INVALID')
  })

  test('one that a job is at work on is neither changed nor forgotten', async () => {
    const { body } = await create()
    await services.store.system((tx) =>
      tx.updateTable('environments').set({ clone_team: team, clone_job: 'x' }).where('id', '=', body.id).execute(),
    )
    expect((await asBoss('PUT', `/environments/${body.id}`, { tags: [] })).body.errorCode).toBe('CONFLICT')
    expect((await asBoss('DELETE', `/environments/${body.id}`)).body.errorCode).toBe('CONFLICT')
  })

  test('a team that is erased takes its grants along, and what its jobs held is free', async () => {
    const gone = await server.team('gone-one')
    const { body } = await create()
    await asBoss('PUT', `/environments/${body.id}/grants/${gone}`, { level: 'admin' })
    await services.store.system((tx) =>
      tx
        .updateTable('environments')
        .set({ clone_team: gone, clone_job: 'x', status: 'cloning' })
        .where('id', '=', body.id)
        .execute(),
    )
    expect((await asBoss('DELETE', '/teams/gone-one?confirm=gone-one')).status).toBeLessThan(300)
    expect((await asBoss('GET', `/environments/${body.id}`)).body).toMatchObject({
      grants: [],
      status: 'error',
      job: null,
    })
  })

  test('a file stands in the folder that the operator has named, and is shown without it', async () => {
    const databaseUrl = `sqlite:files-${made}.db`
    await fillShop(`sqlite:${join(config.environments.files ?? '', `files-${made}.db`)}`, 2)
    const { body } = await create({ databaseUrl })
    expect(body.address).toBe(databaseUrl)
    await asBoss('PUT', `/environments/${body.id}/grants/${team}`, { level: 'read' })
    const { body: health } = await asMember('POST', `/health/${body.id}?team=${team}`)
    expect(health).toMatchObject({ status: 'healthy' })
    expect(server.faults).toEqual([])
  })

  test('after new keys, what was sealed stands under them and says the same', async () => {
    const probes = [{ kind: 'sql', name: 'one', query: 'select 1 as one', expect: { rows: 1 } }]
    const suites = { kind: 'test-suites', version: 1, suites: [{ name: 'all', probes }] }
    const { body } = await create({ maskingKey: 'generate', suites })
    const before = await rowOf(body.id)
    await rotateKeys(services, byServer)
    const after = await rowOf(body.id)
    for (const column of ['connection_sealed', 'key_sealed', 'suites_sealed'] as const) {
      expect(await services.sealer.isCurrent(null, after[column]!)).toBe(true)
      expect(Buffer.from(after[column]!).equals(before[column]!)).toBe(false)
    }
    expect(await connectionOf(services, after)).toEqual(await connectionOf(services, before))
    // Where a process had sealed under the old one meanwhile, that is made good before the old one goes.
    const { body: late } = await create()
    await services.sealer.rotate(null)
    await services.store.system((tx) => tx.deleteFrom('signing_keys').execute())
    server.clock.pass(49 * 3600)
    expect(await destroyOldKeys(services, new AbortController().signal)).toBeGreaterThan(0)
    expect((await connectionOf(services, await rowOf(late.id))).databaseUrl).toContain('hunter2')
    expect((await connectionOf(services, await rowOf(body.id))).databaseUrl).toContain('hunter2')
  })
})
