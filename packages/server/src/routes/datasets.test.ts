import { describe, expect, test } from 'vitest'
import { enginesAbove } from '../../test/above.ts'
import { testApi } from '../../test/api.ts'
import { testSealer } from '../../test/store.ts'
import { databaseBlobs } from '../blobs/database-blobs.ts'
import type { Services } from '../services/call.ts'
import { datasetRowRoutes } from './dataset-rows.ts'
import { datasetRoutes } from './datasets.ts'
import { leaseRoutes } from './leases.ts'

describe.each(enginesAbove)('datasets over HTTP on %s', async (engine) => {
  const api = await testApi(engine, 'dataset-routes')
  const services: Services = {
    ...api.services,
    sealer: await testSealer(api.services.store),
    blobs: databaseBlobs(api.services.store, api.clock.now),
    clock: async () => api.clock.now(),
    witness: { keep: async () => {}, recall: async () => [] },
  }
  for (const routes of [datasetRoutes, datasetRowRoutes, leaseRoutes]) api.app.route('/api', routes(services))
  const team = await api.team('shop')
  const raw = (token: string, path: string, body?: string) =>
    api.app.request(`http://localhost:4600/api/teams/shop${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
      ...(body === undefined ? {} : { body }),
    })

  test('rows are uploaded, read, leased and exported as they came', async () => {
    const { token } = await api.person({ [team]: 'write' })
    const made = await api.ask('POST', '/teams/shop/datasets', { token, body: { name: 'users' } })
    expect(made.status).toBe(201)
    const uploaded = await raw(token, '/datasets/users/versions?format=csv&entity=users', 'id,plan\n1,free\n2,paid\n')
    expect(uploaded.status).toBe(201)
    expect(await uploaded.json()).toMatchObject({ version: 1, rows: 2 })
    const first = await api.ask('GET', '/teams/shop/datasets/users/rows?limit=1', { token })
    expect(first.body).toMatchObject({ version: 1, entity: 'users', total: 2, rows: [{ id: '1', plan: 'free' }] })
    const second = await api.ask('GET', '/teams/shop/datasets/users/rows?limit=1&first=1', { token })
    expect(second.body.rows).not.toEqual(first.body.rows)
    const beyond = await api.ask('GET', '/teams/shop/datasets/users/rows?first=900000', { token })
    expect([beyond.body.rows, beyond.body.next, beyond.status]).toEqual([[], null, 200])
    const path = `/teams/shop/datasets/users/rows?limit=1&cursor=${first.body.next}`
    expect((await api.ask('GET', path, { token })).body).toMatchObject({ next: null, rows: [{ id: '2' }] })
    const none = await api.ask('GET', `/teams/shop/datasets/users/rows?filter=${encodeURIComponent("id = '9'")}`, {
      token,
    })
    expect(none.body).toMatchObject({ next: null, rows: [] })
    const misfit = await raw(token, `/datasets/users/export?format=csv&filter=${encodeURIComponent('plan > 7')}`)
    expect(misfit.status).toBe(400)
    expect(await misfit.json()).toMatchObject({ errorCode: 'REQUEST_INVALID' })
    const csv = await raw(token, '/datasets/users/export?format=csv')
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="users.csv"')
    expect(await csv.text()).toBe('id,plan\n1,free\n2,paid\n')
    const lease = await api.ask('POST', '/teams/shop/datasets/users/lease', { token, body: { holder: 'worker 1' } })
    expect(lease.body).toMatchObject({ holder: 'worker 1', rows: [{ id: '1', plan: 'free' }] })
    expect((await api.ask('GET', '/teams/shop/leases', { token })).body.leases).toHaveLength(1)
    expect((await api.ask('DELETE', `/teams/shop/leases/${lease.body.id}`, { token })).status).toBe(204)
    const versions = await api.ask('GET', '/teams/shop/datasets/users/versions', { token })
    expect(versions.body.versions).toMatchObject([{ version: 1, status: 'ready', entities: [{ entity: 'users' }] }])
  })

  test.each(['constructor', '__proto__', 'toString'])('an entity and a field may be called %s', async (name) => {
    const { token } = await api.person({ [team]: 'write' })
    const dataset = `of-${name}`
    await api.ask('POST', '/teams/shop/datasets', { token, body: { name: dataset } })
    const line = `{"_entity":"${name}","${name}":1}\n{"_entity":"rows","id":2}\n`
    const uploaded = await raw(token, `/datasets/${dataset}/versions?entityField=_entity&primaryKey=id`, line)
    expect([uploaded.status, await uploaded.json()]).toMatchObject([201, { version: 1, rows: 2 }])
    const { versions } = (await api.ask('GET', `/teams/shop/datasets/${dataset}/versions`, { token })).body
    expect(versions[0].entities).toMatchObject([
      { entity: name, rows: 1, primaryKey: [], columns: [{ name }] },
      { entity: 'rows', rows: 1, primaryKey: ['id'] },
    ])
    const page = await raw(token, `/datasets/${dataset}/rows?entity=${name}`)
    expect(await page.text()).toContain(`"rows":[{"${name}":1}]`)
  })

  test('who only reads changes nothing, who is of another team finds nothing, and only administrators erase', async () => {
    const [reader, writer, admin] = await Promise.all(
      (['read', 'write', 'admin'] as const).map((role) => api.person({ [team]: role })),
    )
    const stranger = await api.person({ [await api.team()]: 'admin' })
    const make = (token: string) => api.ask('POST', '/teams/shop/datasets', { token, body: { name: 'mine' } })
    expect((await make(reader!.token)).status).toBe(403)
    expect((await make(writer!.token)).status).toBe(201)
    for (const path of ['', '/versions', '/rows', '/export']) {
      const { status } = await api.ask('GET', `/teams/shop/datasets/mine${path}`, { token: stranger.token })
      expect(status).toBe(404)
    }
    const erase = async (token: string) => (await api.ask('DELETE', '/teams/shop/datasets/mine', { token })).status
    expect(await erase(stranger.token)).toBe(404)
    expect(await erase(writer!.token)).toBe(403)
    expect(await erase(admin!.token)).toBe(204)
    expect((await api.ask('GET', '/teams/shop/datasets/mine', { token: admin!.token })).status).toBe(404)
    expect(api.faults).toEqual([])
  })
})
