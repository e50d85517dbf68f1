import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { openAdmin } from '../../src/admin/open-admin.ts'
import { startServer } from '../../src/start-server.ts'
import { until } from '../jobs.ts'
import { personsOf } from '../persons.ts'
import { testKey } from '../store.ts'

/** Over sockets, as senders go. */
describe('an upload', async () => {
  const data = await mkdtemp(join(tmpdir(), 'understudy-upload-'))
  const lines: string[] = []
  const server = await startServer({ data, key: testKey, port: 0 }, { writeLog: (line) => void lines.push(line) })
  const admin = await openAdmin({ data, key: testKey })
  afterAll(async () => {
    await admin[Symbol.asyncDispose]()
    await server.close()
    await rm(data, { recursive: true, force: true })
  })
  const { team: newTeam, person } = personsOf(admin.services)
  const team = await newTeam('uploads')
  const { token } = await person({ [team]: 'admin' })
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' }
  const versions = `${server.url}/api/teams/uploads/datasets/kept/versions`

  test('whose sender breaks off is no version, and no fault of the server', async () => {
    await fetch(`${server.url}/api/teams/uploads/datasets`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'kept' }),
    })
    const sending = request(versions, { method: 'POST', headers })
    sending.on('error', () => {})
    sending.write('{"id":1}\n'.repeat(20_000))
    const statuses = async () => {
      const answer = await fetch(versions, { headers })
      const body: ReturnType<typeof JSON.parse> = JSON.parse(await answer.text())
      return body.versions.map(({ status }: { status: string }) => status)
    }
    await until(async () => (await statuses()).includes('hidden'))
    await pause(50)
    sending.destroy()
    await until(async () => !(await statuses()).includes('hidden'))
    expect(await statuses()).toEqual(['refused'])
    const whole = await fetch(versions, { method: 'POST', headers, body: '{"id":2}\n' })
    expect(whole.status).toBe(201)
    expect(await statuses()).toEqual(['ready', 'refused'])
    expect(lines.filter((line) => line.includes('"level":"error"'))).toEqual([])
  })
})
