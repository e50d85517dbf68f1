import { describe, expect, test } from 'vitest'
import { enginesAbove } from '../../test/above.ts'
import {
  ended,
  environmentsConfig,
  jobEnded,
  planned,
  rowsIn,
  shopEnvironments,
  startedClone,
  waive,
  workers,
} from '../../test/environments.ts'
import { until } from '../../test/jobs.ts'
import { testServer } from '../../test/server.ts'
import { fillShop, original, shopPolicy } from '../../test/shop.ts'

describe.each(enginesAbove)('clones over REST, on %s', async (engine) => {
  const server = await testServer(engine, { name: 'clone-rest', config: await environmentsConfig() })
  const { ask, person } = server
  const team = await server.team()
  const admin = await person({ [team]: 'admin' })
  const { token } = admin
  const { live, copies, asBoss } = await shopEnvironments(server, engine, { team, targets: 3 })
  const made = await ask('POST', '/anonymization/policies', {
    token,
    body: { name: 'shop', policy: shopPolicy(engine) },
  })
  await workers(server, 2)
  const asked = (target: string) => ({ token, team, source: live.name, target, policy: 'shop' })

  test('a dry run shows the plan, and changes nothing', async () => {
    expect(made.status, JSON.stringify(made.body)).toBe(201)
    const { plan } = await planned(server, asked(copies[0]!.name))
    expect(plan).toMatchObject({ dryRun: true, status: 'completed', source: live.name, target: copies[0]!.name })
    expect(plan.plan.tables.map(({ table }: { table: string }) => table)).toHaveLength(2)
    expect(plan.planHash).toMatch(/^[0-9a-f]{32}$/)
    expect(JSON.stringify(plan)).not.toContain('127.0.0.1')
    const { body } = await ask('GET', `/environments/${copies[0]!.id}`, { token })
    expect(body).toMatchObject({ status: 'active', job: null })
  })

  test('nobody replaces what they have not named and planned', async () => {
    const [copy] = copies
    const { request } = await planned(server, asked(copy!.name))
    const refused = async (body: object) => {
      const answer = await ask('POST', '/clone', { token, body })
      return answer.status === 202 ? (await ended(server, token, answer.body.id)).failure.code : answer.body.errorCode
    }
    const { confirm, ...unconfirmed } = request
    expect(await refused(unconfirmed)).toBe('UNCONFIRMED')
    expect(await refused({ ...request, confirm: { ...confirm, name: 'another' } })).toBe('UNCONFIRMED')
    expect(await refused({ ...request, confirm: { ...confirm, plan: '0'.repeat(32) } })).toBe('PLAN_CHANGED')
    expect(await refused({ ...request, target: live.name, confirm: { ...confirm, name: live.name } })).toBe(
      'TARGET_REFUSED',
    )
    expect(await refused({ ...request, source: copy!.name })).toBe('TARGET_REFUSED')
    expect(await refused({ ...request, policy: 'none' })).toBe('NOT_FOUND')
    // The job of the last is over a moment after what it says of the clone.
    await until(async () => {
      const { body } = await ask('GET', `/environments/${copy!.id}`, { token })
      return body.status === 'active' && body.job === null
    })
  })

  test('a clone takes the place of its target, masked, verified and told; a rollback brings the old one back', async () => {
    const [, copy] = copies
    await fillShop(copy!.url, 3)
    const id = await startedClone(server, { ...asked(copy!.name) })
    const clone = await ended(server, token, id)
    expect(clone.failure).toBe(null)
    expect(clone).toMatchObject({ status: 'completed', progress: 100, phase: 'done', isLeft: false })
    expect(clone.tables.map(({ rows, done }: { rows: number; done: boolean }) => [rows, done])).toEqual([
      [50, true],
      [50, true],
    ])
    expect(clone.statistics).toMatchObject({ rows: 100, rowsMasked: 50 })
    expect(clone.verification).toMatchObject({ passed: true })
    const rows = await rowsIn(copy!.url, 'select name, email from customers order by id')
    expect(rows).toHaveLength(50)
    expect(JSON.stringify(rows)).not.toContain('real.example')
    expect(await rowsIn(live.url, `select 1 as one from customers where email = '${original}'`)).toHaveLength(1)
    const { body: environment } = await ask('GET', `/environments/${copy!.id}`, { token })
    expect(environment).toMatchObject({ status: 'active', job: null })

    const trail = await ask('GET', `/audit?team=${team}`, { token })
    expect(JSON.stringify(trail.body)).toContain('clone.promote')
    const heard = await server.services.store.readTeam(team, (db) =>
      db.selectFrom('events').select(['type', 'data']).where('team_id', '=', team).orderBy('position').execute(),
    )
    const types = heard.map(({ type }) => type)
    expect(types).toEqual(expect.arrayContaining(['environment.accessed', 'clone.progressed', 'clone.promoted']))
    expect(JSON.stringify(heard)).not.toContain('real.example')

    expect(clone.backupId).toMatch(/^[0-9a-f]{10}$/)
    const wrong = await ask('POST', `/clone/${id}/rollback`, { token, body: { confirm: 'another' } })
    expect(wrong.body.errorCode).toBe('UNCONFIRMED')
    const back = await ask('POST', `/clone/${id}/rollback`, { token, body: { confirm: copy!.name } })
    expect((await jobEnded(server, token, team, back.body.id)).error).toBe(null)
    expect((await ask('GET', `/clone/${id}`, { token })).body.rolledBackAt).not.toBe(null)
    expect(await rowsIn(copy!.url, 'select 1 as one from customers')).toHaveLength(3)
    const again = await ask('POST', `/clone/${id}/rollback`, { token, body: { confirm: copy!.name } })
    expect(again.body.errorCode).toBe('CONFLICT')
  })

  test('a reset empties what no clone was kept for, beside it and in one step', async () => {
    const [, copy] = copies
    const reset = (confirm: string, token_ = token) =>
      ask('POST', `/environments/${copy!.id}/reset`, { token: token_, body: { confirm } })
    expect((await reset('another')).body.errorCode).toBe('UNCONFIRMED')
    const writer = await person({ [team]: 'write' })
    expect((await reset(copy!.name, writer.token)).body.errorCode).toBe('FORBIDDEN')
    expect(
      (await ask('POST', `/environments/${live.id}/reset`, { token, body: { confirm: live.name } })).body.errorCode,
    ).toBe('TARGET_REFUSED')
    const job = await reset(copy!.name)
    const { error, result } = await jobEnded(server, token, team, job.body.id)
    expect(error).toBe(null)
    expect(result).toMatchObject({ environment: copy!.id, to: 'emptied' })
    expect(await rowsIn(copy!.url, 'select 1 from customers')).toEqual([])
    expect((await ask('GET', `/environments/${copy!.id}`, { token })).body).toMatchObject({
      status: 'active',
      job: null,
    })
  })

  test('what holds one up is left to be gone on with by the same request, and cancelled by whoever wants none of it', async () => {
    const [, , copy] = copies
    const { request } = await planned(server, asked(copy!.name))
    await server.services.store.system((tx) =>
      tx
        .updateTable('environments')
        .set({ clone_team: team, clone_job: 'another', status: 'cloning' })
        .where('id', '=', copy!.id)
        .execute(),
    )
    const busy = await ask('POST', '/clone', { token, body: request })
    expect(busy.body).toMatchObject({ errorCode: 'CONFLICT', details: { job: 'another' } })
    await server.services.store.system((tx) =>
      tx.updateTable('environments').set({ clone_team: null, clone_job: null }).where('id', '=', copy!.id).execute(),
    )
    const begun = await ask('POST', '/clone', { token, body: request })
    const cancelled = await ask('POST', `/clone/${begun.body.id}/cancel`, { token })
    expect([200, 409]).toContain(cancelled.status)
    const over = await ended(server, token, begun.body.id)
    expect(['cancelled', 'completed']).toContain(over.status)
  })

  test('whom an environment is not granted to, it is not there for', async () => {
    const other = await server.team()
    const stranger = await person({ [other]: 'admin' })
    const asStranger = (method: string, path: string, body?: unknown) =>
      ask(method, path, { token: stranger.token, body })
    expect((await asStranger('GET', `/environments/${live.id}`)).body.errorCode).toBe('NOT_FOUND')
    expect((await asStranger('GET', '/environments')).body.environments).toEqual([])
    const { status } = await asStranger('POST', '/anonymization/policies', { name: 'shop', policy: shopPolicy(engine) })
    expect(status).toBe(201)
    const body = { source: live.name, target: copies[0]!.name, policy: 'shop', dryRun: true, waive }
    expect((await asStranger('POST', '/clone', body)).body.errorCode).toBe('NOT_FOUND')
    await asBoss('PUT', `/environments/${live.id}/grants/${other}`, { level: 'read' })
    await asBoss('PUT', `/environments/${copies[0]!.id}/grants/${other}`, { level: 'clone' })
    expect((await asStranger('POST', '/clone', body)).body).toMatchObject({
      errorCode: 'FORBIDDEN',
      details: { needed: 'clone' },
    })
    await asBoss('DELETE', `/environments/${live.id}/grants/${other}`)
    expect((await asStranger('GET', `/environments/${live.id}`)).body.errorCode).toBe('NOT_FOUND')
  })

  test('nothing of this was a fault of the server', () => {
    expect(server.faults).toEqual([])
  })
})
