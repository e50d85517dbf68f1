import { describe, expect, test } from 'vitest'
import { enginesAbove } from '../../../test/above.ts'
import { gate } from '../../../test/gate.ts'
import { testServer } from '../../../test/server.ts'
import { parseApiKey } from '../../auth/api-key-text.ts'

describe.each(enginesAbove)('what goes on for long on %s', async (engine) => {
  const server = await testServer(engine, { name: 'long' })
  const team = await server.team('long')
  const { token } = await server.person({ [team]: 'admin' })
  await server.ask('POST', '/teams/long/datasets', { token, body: { name: 'kept' } })
  const upload = (key: string, body: ReadableStream<Uint8Array> | string) =>
    server.app.request('/api/teams/long/datasets/kept/versions', {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      body,
      ...{ duplex: 'half' },
    })
  const revoke = (key: string) => server.ask('DELETE', `/keys/${parseApiKey(key)?.id}`, { token })

  test('an upload whose key is revoked meanwhile is no version', async () => {
    const key = await server.key(team, ['datasets.write'])
    const [begun, end] = [gate(), gate()]
    const uploading = upload(
      key,
      new ReadableStream({
        async pull(controller) {
          controller.enqueue(Buffer.from('{"id":1}\n'))
          begun.open()
          await end.opened
          controller.close()
        },
      }),
    )
    await begun.opened
    expect((await revoke(key)).status).toBe(204)
    end.open()
    expect((await uploading).status).toBe(401)
    expect((await server.ask('GET', '/teams/long/datasets/kept/rows', { token })).status).toBe(404)
  })

  test('an export whose key is revoked meanwhile breaks off within a second', async () => {
    const line = (id: number) => `{"id":${id},"text":"${'x'.repeat(1000)}"}\n`
    expect((await upload(token, Array.from({ length: 6000 }, (_, id) => line(id)).join(''))).status).toBe(201)
    const key = await server.key(team, ['datasets.read'])
    const answer = await server.app.request('/api/teams/long/datasets/kept/export?format=ndjson', {
      headers: { authorization: `Bearer ${key}` },
    })
    const reader = answer.body!.getReader()
    expect((await reader.read()).done).toBe(false)
    await revoke(key)
    server.clock.pass(1)
    const rest = (async () => {
      for (let piece = await reader.read(); !piece.done; piece = await reader.read());
    })()
    await expect(rest).rejects.toThrow()
    expect(server.faults).toEqual([])
  })
})
