import { describe, expect, test } from 'vitest'
import { enginesAbove } from '../../test/above.ts'
import { environmentsConfig, jobEnded, shopEnvironments, waive } from '../../test/environments.ts'
import { testServer } from '../../test/server.ts'
import { original, shopPolicy } from '../../test/shop.ts'

describe.each(enginesAbove)('masking policies on %s', async (engine) => {
  const server = await testServer(engine, { name: 'policies', config: await environmentsConfig() })
  const { ask, person, services } = server
  const team = await server.team()
  const { token } = await person({ [team]: 'admin' })
  const writer = await person({ [team]: 'write' })
  const send = (method: string, path = '', body?: unknown) =>
    ask(method, `/anonymization/policies${path}`, { token, body })
  const fileOf = async (path: string) =>
    (
      await server.app.request(`/api/anonymization/policies${path}`, { headers: { authorization: `Bearer ${token}` } })
    ).text()

  test('a file comes out as it went in, to the letter', async () => {
    const file = `${JSON.stringify(shopPolicy('sqlite'), null, 7)}\n\n`
    const { status, body } = await send('POST', '', { name: 'by file', file, note: 'first' })
    expect(status).toBe(201)
    expect(body).toMatchObject({ name: 'by file', version: 1 })
    expect(await fileOf(`/${body.id}/file`)).toBe(file)
    const stored = await services.store.readTeam(team, (db) =>
      db.selectFrom('policy_versions').select('text_sealed').execute(),
    )
    expect(Buffer.from(stored[0]!.text_sealed).toString('latin1')).not.toContain('customers')
    // What was given as JSON is written as a scan writes it.
    const again = await send('POST', '', { name: 'as JSON', policy: shopPolicy('sqlite') })
    const { body: read } = await send('GET', `/${again.body.id}`)
    expect(read.policy.tables).toEqual(shopPolicy('sqlite').tables)
    expect(JSON.parse(await fileOf('/as JSON/file')).tables).toEqual(shopPolicy('sqlite').tables)
  })

  test('each change is a version; the ones before stay, and an outdated change is none', async () => {
    await send('POST', '', { name: 'shop', policy: shopPolicy('sqlite') })
    const changed = shopPolicy('sqlite', { group: 'everybody' })
    const put = await send('PUT', '/shop', { policy: changed, expected: 1, note: 'renamed the group' })
    expect(put.body).toMatchObject({ version: 2, status: 'accepted', undecided: 0, tables: 2 })
    expect((await send('PUT', '/shop', { policy: changed, expected: 1 })).body.errorCode).toBe('CONFLICT')
    expect((await send('GET', '/shop')).body).toMatchObject({ version: 2, read: { version: 2 } })
    expect((await send('GET', '/shop?version=1')).body.policy.tables.customers.group).toBe('people')
    const { body } = await send('GET', '/shop/versions')
    expect(body.versions.map(({ version }: { version: number }) => version)).toEqual([2, 1])
    expect((await send('POST', '/shop/versions/1/accept')).body.version).toBe(1)
    expect((await send('GET', '/shop')).body).toMatchObject({ version: 1, read: { version: 1 } })
    expect((await send('POST', '', { name: 'shop', policy: changed })).body.errorCode).toBe('CONFLICT')
  })

  test.each([
    ['what is no policy', { policy: { kind: 'rules' } }, 'POLICY_INVALID'],
    ['a text that is no JSON', { file: 'tables:' }, 'POLICY_INVALID'],
    [
      'a name that stands twice',
      { file: '{"kind":"masking-policy","kind":"masking-policy","version":1,"tables":{}}' },
      'POLICY_INVALID',
    ],
    ['neither', {}, 'REQUEST_INVALID'],
    ['both', { file: '{}', policy: {} }, 'REQUEST_INVALID'],
  ])('%s is refused', async (_what, given, code) => {
    expect((await send('POST', '', { name: `refused`, ...given })).body.errorCode).toBe(code)
    expect((await send('GET', '/refused')).body.errorCode).toBe('NOT_FOUND')
  })

  test('whoever may scan proposes; who may change it decides', async () => {
    await server.work()
    const { live } = await shopEnvironments(server, engine, { team })
    const asWriter = (method: string, path: string, body?: unknown) => ask(method, path, { token: writer.token, body })
    const scanned = await asWriter('POST', '/anonymization/policies/scan', {
      environment: live.name,
      policy: 'found',
      waive,
    })
    expect(scanned.status, JSON.stringify(scanned.body)).toBe(202)
    const { error, result } = await jobEnded(server, token, team, scanned.body.id)
    expect(error).toBe(null)
    expect(result).toMatchObject({ version: 1, tables: 2 })
    expect((await send('GET', '/found')).body.errorCode).toBe('NOT_FOUND')
    const { body: proposed } = await send('GET', '/found?version=1')
    expect(proposed).toMatchObject({ version: null, read: { status: 'proposed' } })
    const customers = proposed.policy.tables[engine === 'postgres' ? 'public.customers' : 'customers']
    expect(customers.columns.email).toMatchObject({ transform: 'email' })
    expect(JSON.stringify(proposed)).not.toContain(original)
    const accept = '/anonymization/policies/found/versions/1/accept'
    expect((await asWriter('POST', accept)).body.errorCode).toBe('FORBIDDEN')
    expect((await ask('POST', accept, { token })).body).toMatchObject({ version: 1, status: 'accepted' })
    // What was decided stays as it is.
    const { policy } = (await send('GET', '/found')).body
    customers.columns.email = 'keep'
    policy.tables[engine === 'postgres' ? 'public.customers' : 'customers'] = customers
    await send('PUT', '/found', { policy })
    const { body: again } = await asWriter('POST', '/anonymization/policies/scan', {
      environment: live.name,
      policy: 'found',
      waive,
    })
    const { result: merged } = await jobEnded(server, token, team, again.id)
    const { body: kept } = await send('GET', `/found?version=${merged.version}`)
    expect(kept.policy.tables[engine === 'postgres' ? 'public.customers' : 'customers'].columns.email).toBe('keep')
    expect((await send('GET', '/found')).body.version).toBe(2)
  })

  test('a preview shows values that were made up, and what becomes of them', async () => {
    const { body } = await send('POST', '/shop/preview', { samples: 2 })
    const [name, email] = body.columns
    expect([name, email]).toMatchObject([
      { table: 'customers', column: 'name', transform: 'full-name', problem: null },
      { table: 'customers', column: 'email', transform: 'email', problem: null },
    ])
    for (const { before, after } of [...name.samples, ...email.samples]) expect(after).not.toBe(before)
    expect(email.samples[0].after).toContain('@')
    // Under a key that nobody has: another time it is another value.
    const again = await send('POST', '/shop/preview', { samples: 2 })
    expect(again.body.columns[1].samples[0].after).not.toBe(email.samples[0].after)
  })

  test('one that a clone masks by stays', async () => {
    const { body } = await send('POST', '', { name: 'used', policy: shopPolicy('sqlite') })
    await send('DELETE', '/as JSON')
    expect((await send('GET', '/as JSON')).body.errorCode).toBe('NOT_FOUND')
    expect(body.version).toBe(1)
    expect(server.faults).toEqual([])
  })
})
