import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { TLSSocket } from 'node:tls'
import { afterAll, describe, expect, test } from 'vitest'
import { enginesAbove } from '../../../test/above.ts'
import { connectorWorld, webServer } from '../../../test/connectors.ts'
import { s3Credentials, testS3 } from '../../../test/s3.ts'
import { selfSigned } from '../../../test/self-signed.ts'
import { tidyTransfers } from './transfers/tidy-transfers.ts'

describe.each(enginesAbove)('connectors on %s', async (engine) => {
  const world = await connectorWorld(engine, { name: 'connectors' })
  const { must, send, done, connector, services, team, ask } = world
  await world.work()
  const secret = 'Zaphod-secret'
  const http = { kind: 'http', settings: { url: 'http://127.0.0.1:9/' } }

  test('credentials are told to nobody, and stand nowhere in the clear', async () => {
    const made = await must('POST', '/connectors', { name: 'sealed', ...http, credentials: { token: secret } })
    expect(made).toMatchObject({ name: 'sealed', use: 'both', hasCredentials: true, settings: http.settings })
    const told = [
      made,
      await must('GET', '/connectors'),
      await must('GET', '/connectors/sealed'),
      await must('POST', '/connectors/sealed/test'),
    ]
    expect(JSON.stringify(told)).not.toContain(secret)
    const rows = await services.store.readTeam(team, (db) => db.selectFrom('connectors').selectAll().execute())
    for (const { settings_sealed, secret_sealed } of rows) {
      expect(Buffer.from(secret_sealed).includes(secret)).toBe(false)
      expect(Buffer.from(settings_sealed).includes('127.0.0.1')).toBe(false)
    }
    expect(world.lines.join('\n')).not.toContain(secret)
  })

  test('with other settings credentials are given anew: nobody has them sent to a place of their own', async () => {
    await must('POST', '/connectors', { name: 'kept', ...http, credentials: { token: secret } })
    const elsewhere = { url: 'http://127.0.0.1:10/' }
    const refused = await send('PATCH', '/connectors/kept', { settings: elsewhere })
    expect([refused.status, refused.body.errorCode]).toEqual([400, 'REQUEST_INVALID'])
    expect((await must('PATCH', '/connectors/kept', { name: 'renamed' })).hasCredentials).toBe(true)
    const changed = await must('PATCH', '/connectors/renamed', { settings: elsewhere, credentials: {} })
    expect(changed).toMatchObject({ hasCredentials: false, settings: elsewhere })
  })

  test.each([
    ['of a kind that there is not', { kind: 'ftp', settings: {} }],
    ['with settings of another kind', { kind: 'files', settings: { host: 'x' } }],
    ['with half a password', { ...http, credentials: { user: 'x' } }],
    ['with two ways to be let in', { ...http, credentials: { token: 'x', user: 'u', password: 'p' } }],
    ['with a header that is the server’s own', { ...http, credentials: { header: 'Host', value: 'x' } }],
    ['with a line in a header', { ...http, credentials: { header: 'x-a\r\nx-b', value: 'x' } }],
    ['with pages that lead nowhere', { kind: 'http', settings: { ...http.settings, pages: { by: 'url' } } }],
    ['with a bucket that is none', { kind: 's3', settings: { bucket: '../x' }, credentials: s3Credentials }],
    ['without what lets it in', { kind: 's3', settings: { bucket: 'bucket' } }],
    ['named as ids are', { ...http, name: '019b7ca9-b721-7001-b5e4-bc49b9eb08ed' }],
  ])('one %s is refused', async (_name, body) => {
    const answer = await send('POST', '/connectors', { name: 'wrong', ...body })
    expect([answer.status, answer.body.errorCode]).toEqual([400, 'REQUEST_INVALID'])
  })

  test('a name is one connector’s, and what a change would make wrong is refused', async () => {
    await must('POST', '/connectors', { name: 'taken', ...http })
    expect((await send('POST', '/connectors', { name: 'taken', ...http })).status).toBe(409)
    const id = await connector({ name: 'other', ...http })
    expect((await send('PATCH', `/connectors/${id}`, { name: 'taken' })).status).toBe(409)
    expect((await send('PATCH', `/connectors/${id}`, { settings: { url: 'ftp://x' } })).status).toBe(400)
    expect((await send('PATCH', `/connectors/${id}`, { settings: { url: 'https://10.0.0.1/' } })).body.errorCode).toBe(
      'ADDRESS_REFUSED',
    )
    expect((await send('GET', '/connectors/none')).status).toBe(404)
  })

  test('who uses one does not change it, and who reads does not use it', async () => {
    const id = await connector({ name: 'roles', kind: 'files', settings: {} })
    const { token: writer } = await world.person({ [team]: 'write' })
    const { token: reader } = await world.person({ [team]: 'read' })
    const at = `/teams/${team}/connectors/${id}`
    expect((await ask('DELETE', at, { token: writer })).status).toBe(403)
    expect((await ask('POST', `${at}/test`, { token: writer })).status).toBe(200)
    expect((await ask('POST', `${at}/test`, { token: reader })).status).toBe(403)
    expect((await ask('GET', at, { token: reader })).status).toBe(200)
    const { token: stranger } = await world.person({ [await world.newTeam()]: 'admin' })
    expect((await ask('GET', at, { token: stranger })).status).toBe(404)
  })

  test('with a dataset goes what was said of its transfers', async () => {
    await world.file('erased/rows.csv', 'id,name\n1,x\n')
    const id = await connector({ name: 'erased', kind: 'files', settings: { folder: 'erased' } })
    const { transfer } = await done(await must('POST', `/connectors/${id}/import`, { dataset: 'erased' }))
    expect((await send('GET', `/transfers/${transfer.id}`)).status).toBe(200)
    await must('DELETE', '/datasets/erased')
    expect((await send('GET', `/transfers/${transfer.id}`)).status).toBe(404)
  })

  test('a database that does not prove its name gets no password', async () => {
    const { key, cert } = selfSigned('database.example')
    const heard: Buffer[] = []
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', () => {
        socket.write('S')
        const tls = new TLSSocket(socket, { isServer: true, key, cert })
        tls.on('error', () => {}).on('data', (bytes) => heard.push(bytes))
      })
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    afterAll(() => void server.close())
    const { port } = server.address() as AddressInfo
    const settings = { host: '127.0.0.1', port, database: 'd', user: 'u' }
    for (const use of ['import', 'export']) {
      const id = await connector({
        name: `tls-${use}`,
        kind: 'postgres',
        use,
        settings,
        credentials: { password: secret },
      })
      const check = await must('POST', `/connectors/${id}/test`)
      expect(check).toMatchObject({
        ok: false,
        error: { errorCode: 'CONNECTOR_FAILED', message: expect.stringContaining('certificate') },
      })
    }
    expect(heard).toEqual([])
  })

  test('what nobody goes on with is taken away after a day, and what a lost job left ends', async () => {
    const s3 = await testS3()
    await world.upload('big', Array.from({ length: 100 }, (_, i) => `{"id":${i},"t":"${'x'.repeat(50)}"}\n`).join(''))
    const settings = { bucket: s3.bucket, endpoint: s3.endpoint }
    const id = await connector({ name: 'left', kind: 's3', use: 'export', settings, credentials: s3Credentials })
    let parts = 0
    const aborted: string[] = []
    s3.meddle((request, response) => {
      if (request.method === 'DELETE' && request.url?.includes('uploadId=')) {
        aborted.push(request.url)
        response.writeHead(204).end()
        return true
      }
      if (!request.url?.includes('partNumber=') || ++parts < 3) return false
      response.writeHead(403).end()
      return true
    })
    const { transfer } = await done(await must('POST', `/connectors/${id}/export`, { dataset: 'big' }))
    expect(transfer.state).toBe('failed')
    const steps = () =>
      services.store.readTeam(team, (db) =>
        db.selectFrom('transfer_steps').select('step').where('transfer_id', '=', transfer.id).execute(),
      )
    const tidy = () => tidyTransfers(world.standing, new AbortController().signal)
    await tidy()
    expect((await steps()).length).toBeGreaterThan(1)
    world.clock.pass(25 * 3600)
    await tidy()
    expect([await steps(), aborted.length]).toEqual([[], 1])
    const hang = await webServer(() => {})
    const other = await connector({ name: 'lost', kind: 'http', use: 'export', settings: { url: hang } })
    const lost = await must('POST', `/connectors/${other}/export`, { dataset: 'big' })
    await services.store.team(team, (tx) => tx.deleteFrom('jobs').where('id', '=', lost.id).execute())
    world.clock.pass(2 * 3600)
    await tidy()
    const { transfers } = await must('GET', `/transfers?connector=${other}`)
    expect(transfers).toMatchObject([{ state: 'failed', job: lost.id }])
    world.clock.pass(91 * 86_400)
    await tidy()
    const left = await services.store.readTeam(team, (db) =>
      db.selectFrom('transfers').select('id').where('ended_at', 'is not', null).execute(),
    )
    expect(left).toEqual([])
  })

  test('nothing of this was a fault of the server', () => {
    expect(world.faults).toEqual([])
  })
})
