import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { enginesAbove } from '../../test/above.ts'
import { testApi } from '../../test/api.ts'
import { server } from '../../test/services.ts'
import { fileWitness } from '../audit/witness.ts'
import { checkpointTrails } from '../services/audit/checkpoint-trails.ts'
import { change, changeSystem } from '../services/change.ts'
import { auditRoutes } from './audit.ts'

describe.each(enginesAbove)('the audit over HTTP on %s', async (engine) => {
  const { app, ask, services: standing, person, team: newTeam } = await testApi(engine, 'audit_http')
  const folder = await mkdtemp(join(tmpdir(), 'understudy-audit-'))
  afterAll(() => rm(folder, { recursive: true }))
  const services = { ...standing, witness: fileWitness(join(folder, 'checkpoints.ndjson')) }
  app.route('/api', auditRoutes(services))

  const note = (team: string, count: number) =>
    change(services, server, team, async (_tx, { audit }) => {
      for (let i = 1; i <= count; i++)
        audit({ action: i % 2 ? 'rows.read' : 'rows.export', subject: `dataset:${i}`, details: { rows: i } })
    })
  const positions = (body: { entries: { position: number }[] }) => body.entries.map(({ position }) => position)

  test('an administrator of the team reads it newest first, page by page, and by what is asked for', async () => {
    const team = await newTeam()
    const { token } = await person({ [team]: 'admin' })
    await note(team, 5)
    const first = await ask('GET', `/audit?team=${team}&limit=3`, { token })
    expect(positions(first.body)).toEqual([5, 4, 3])
    expect(first.body.entries[0]).toMatchObject({ actor: 'system', action: 'rows.read', details: { rows: 5 }, team })
    expect(JSON.stringify(first.body)).not.toContain('seal')
    const second = await ask('GET', `/audit?team=${team}&limit=3&cursor=${first.body.next}`, { token })
    expect([positions(second.body), second.body.next]).toEqual([[2, 1], null])
    const exports = await ask('GET', `/audit?team=${team}&action=rows.export`, { token })
    expect(positions(exports.body)).toEqual([4, 2])
  })

  test('what the system did about the team is there for its administrators, and of other teams nothing', async () => {
    const [team, other] = [await newTeam(), await newTeam()]
    const { token } = await person({ [team]: 'admin' })
    await changeSystem(services, server, async (_tx, { audit }) => {
      audit({ action: 'member.add', subject: 'user:a', team })
      audit({ action: 'member.add', subject: 'user:b', team: other })
    })
    const { body } = await ask('GET', `/audit?team=${team}&of=access`, { token })
    expect(body.entries.map(({ subject }: { subject: string }) => subject)).toEqual(['user:a'])
    expect((await ask('GET', `/audit?team=${other}&of=access`, { token })).status).toBe(404)
    expect((await ask('GET', '/system/audit', { token })).status).toBe(403)
  })

  test('whoever has to do with one team alone need not name it, and whoever has to do with two must', async () => {
    const [team, other] = [await newTeam(), await newTeam()]
    await note(team, 2)
    const { token } = await person({ [team]: 'admin' })
    expect((await ask('GET', '/audit', { token })).body.entries).toHaveLength(2)
    expect((await ask('GET', '/audit/verify', { token })).body).toMatchObject({ intact: true, trail: team })
    const both = await person({ [team]: 'admin', [other]: 'admin' })
    expect((await ask('GET', '/audit', { token: both.token })).body).toMatchObject({
      errorCode: 'REQUEST_INVALID',
      details: { problems: [{ path: 'team' }] },
    })
    expect((await ask('GET', '/audit')).status).toBe(401)
  })

  test.each([
    'subject=%00',
    'actor=a%0ab',
    'limit=0',
    'limit=201',
    'cursor=0',
    'cursor=x',
    'cursor=1e3',
    'cursor=',
    'of=all',
  ])('a question that cannot be asked of the store is refused: %s', async (wrong) => {
    const team = await newTeam()
    const { token } = await person({ [team]: 'admin' })
    const { status, body } = await ask('GET', `/audit?${wrong}`, { token })
    expect([status, body.errorCode]).toEqual([400, 'REQUEST_INVALID'])
  })

  test.each(['read', 'write'] as const)('a member with the role %s reads no trail', async (role) => {
    const team = await newTeam()
    const { token } = await person({ [team]: role })
    expect((await ask('GET', `/audit?team=${team}`, { token })).status).toBe(403)
    expect((await ask('GET', `/audit/verify?team=${team}`, { token })).status).toBe(403)
  })

  test('a whole trail verifies, against what is kept outside of the store as well', async () => {
    const team = await newTeam()
    const { token } = await person({ [team]: 'admin' })
    await note(team, 3)
    await checkpointTrails(services)
    await note(team, 1)
    const verify = async () => (await ask('GET', `/audit/verify?team=${team}`, { token })).body
    expect(await verify()).toMatchObject({ intact: true, entries: 4, checkpoints: 1, witnessed: 1, firstBroken: null })
    await checkpointTrails(services)
    await checkpointTrails(services)
    expect(await verify()).toMatchObject({ intact: true, checkpoints: 2, witnessed: 2 })
  })

  test('an administrator of the system reads and verifies its trail, and no team’s', async () => {
    const team = await newTeam()
    const { token } = await person({}, { isSystemAdmin: true })
    await changeSystem(services, server, async (_tx, { audit }) => audit({ action: 'user.create', subject: 'user:c' }))
    await checkpointTrails(services)
    const { body } = await ask('GET', '/system/audit?subject=user:c', { token })
    expect(body.entries).toMatchObject([{ action: 'user.create', team: null }])
    const { body: verified } = await ask('GET', '/system/audit/verify', { token })
    expect(verified).toMatchObject({ intact: true, trail: 'system', witnessed: verified.checkpoints })
    expect(verified.checkpoints).toBeGreaterThan(0)
    expect((await ask('GET', `/audit?team=${team}`, { token })).status).toBe(403)
  })
})
