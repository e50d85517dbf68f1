import { CompiledQuery } from 'kysely'
import { describe, expect, test } from 'vitest'
import { enginesAbove } from '../../test/above.ts'
import { testServer } from '../../test/server.ts'
import { beginVersion } from '../services/datasets/write/begin-version.ts'
import { discardVersion } from '../services/datasets/write/discard-version.ts'
import { jobsByStatus } from '../services/overview/read-overview.ts'

const explain = { sqlite: 'explain query plan', postgres: 'explain' } as const

describe.each(enginesAbove)('how teams stand, on %s', async (engine) => {
  const server = await testServer(engine, { name: 'overview' })
  const [team, other] = [await server.team('ours'), await server.team('theirs')]
  const { token } = await server.person({ [team]: 'write' })
  const ask = (method: string, path: string, body?: unknown) => server.ask(method, path, { token, body })
  const upload = async (dataset: string, lines: readonly object[]) =>
    server.app.request(`/api/teams/${team}/datasets/${dataset}/versions?entity=people`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: lines.map((line) => JSON.stringify(line)).join('\n'),
    })

  test('a team without anything is unknown, and says so', async () => {
    const { body } = await ask('GET', '/teams/ours/overview')
    expect(body.datasets).toEqual([])
    expect(body.overview).toMatchObject({
      health: 'unknown',
      cause: null,
      scores: [],
      datasets: 0,
      bytes: 0,
      jobs: { pending: 0, running: 0, failed: 0 },
      lastPublished: null,
    })
  })

  test('what was published and what fails is seen in one look, the worst first', async () => {
    for (const name of ['calm', 'broken']) await ask('POST', '/teams/ours/datasets', { name })
    const rules = {
      kind: 'understudy.quality-rules',
      version: 1,
      completenessRules: [{ type: 'notNull', id: 'email', entity: 'people', column: 'email', severity: 'critical' }],
    }
    const put = await ask('PUT', '/teams/ours/datasets/broken/quality/rules', { rules })
    expect(put.status).toBeLessThan(300)
    await server.work()
    expect((await upload('calm', [{ email: 'a' }])).status).toBe(201)
    expect((await upload('broken', [{ email: null }, { email: 'b' }])).status).toBe(201)
    await ask('POST', '/teams/ours/quality/validate', { dataset: 'broken' })
    await expect
      .poll(async () => (await ask('GET', '/teams/ours/overview')).body.overview.health, { timeout: 15_000 })
      .toBe('failing')
    const { overview, datasets } = (await ask('GET', '/teams/ours/overview')).body
    expect(datasets.map(({ name, health }: { name: string; health: string }) => [name, health])).toEqual([
      ['broken', 'failing'],
      ['calm', 'healthy'],
    ])
    expect(datasets[0]).toMatchObject({ outcome: 'failed', rows: 2, latestStatus: 'ready', publishedVersion: 1 })
    expect(overview).toMatchObject({ datasets: 2, rows: 3, lastPublished: { name: 'broken', version: 1 } })
    expect(overview.cause).toMatchObject({ name: 'broken', trouble: 'critical incident' })
    expect(overview.incidents.critical).toBeGreaterThan(0)
    expect(overview.bytes).toBeGreaterThan(0)
    expect(overview.scores).toHaveLength(1)
    expect(server.faults).toEqual([])
  })

  test('how a team stood is kept until something happens there, and who has seen it is told no more than that', async () => {
    const look = async (known?: string | null) => {
      const headers = known ? { 'if-none-match': known } : {}
      const { status, body, headers: answered } = await server.ask('GET', '/overview', { token, headers })
      return { status, team: body?.teams[0], tag: answered.get('etag') }
    }
    const first = await look()
    expect(first.team).toEqual((await ask('GET', '/teams/ours/overview')).body.overview)
    const again = await look(first.tag)
    expect(again).toEqual({ status: 304, team: undefined, tag: first.tag })
    const { body } = await ask('GET', '/teams/ours/quality/incidents')
    await ask('POST', `/teams/ours/quality/incidents/${body.incidents[0].id}/resolve`, {})
    const after = await look(first.tag)
    expect(after).toMatchObject({ status: 200, team: { cause: { trouble: 'failed check' } } })
    expect(after.team).toEqual((await ask('GET', '/teams/ours/overview')).body.overview)
    // Nobody's doing: it is seen after a while.
    await server.services.store.team(team, (tx) => tx.deleteFrom('quality_runs').where('team_id', '=', team).execute())
    expect((await look()).team).toEqual(after.team)
    server.clock.pass(5 * 60)
    expect((await look()).team).toMatchObject({ cause: null, scores: [] })
  })

  test('a version that was given up speaks against nothing: its rows never were to be read', async () => {
    const { services } = server
    const dataset = (await ask('GET', '/teams/ours/datasets/calm')).body.id
    const origin = { kind: 'generate' }
    const place = await beginVersion(services, { actor: { kind: 'system', for: undefined } }, { team, dataset, origin })
    await discardVersion(services, place)
    const { datasets } = (await ask('GET', '/teams/ours/overview')).body
    expect(datasets).toContainEqual(expect.objectContaining({ name: 'calm', health: 'healthy', latestVersion: 1 }))
  })

  test('the first refresh that is planned is told to whoever may see schedules', async () => {
    expect((await ask('GET', '/teams/ours/overview')).body.overview.nextRefresh).toBe(null)
    const plan = (name: string, dayOfMonth: number, from: string) => {
      const recurrence = { frequency: 'monthly', dayOfMonth, timeOfDay: '06:00', timezone: 'UTC', from }
      return ask('POST', '/teams/ours/schedules', { name, recurrence })
    }
    await plan('late', 1, '2999-01-01')
    const { body } = await plan('soon', 2, '2998-01-01')
    const [overview] = (await ask('GET', '/overview')).body.teams
    expect(overview.nextRefresh).toEqual({ schedule: body.id, name: 'soon', at: body.next.at })
    await ask('DELETE', `/teams/ours/schedules/${body.id}`)
    expect((await ask('GET', '/teams/ours/overview')).body.overview.nextRefresh).toMatchObject({ name: 'late' })
    const key = await server.key(team, ['quality.read', 'datasets.read', 'jobs.read'])
    const blind = await server.ask('GET', '/teams/ours/overview', { token: key })
    expect(blind.body.overview).toMatchObject({ datasets: 2, nextRefresh: null })
  })

  test('of many jobs each is looked at once, however many of them failed', async () => {
    const plan = await server.services.store.readTeam(team, async (db) => {
      const { sql, parameters } = jobsByStatus(db, team, '2026').compile()
      return db.executeQuery(CompiledQuery.raw(`${explain[engine]} ${sql}`, [...parameters]))
    })
    const told = JSON.stringify(plan.rows)
    expect(told).toMatch(/jobs/)
    // What must be asked again for each row names it.
    expect(told).not.toMatch(engine === 'sqlite' ? /CORRELATED/ : /jobs_1\.\w+ = jobs\.|\(SubPlan/)
  })

  test('one sees the teams that one is in, whatever one administers', async () => {
    const slugs = async (of: string) =>
      (await server.ask('GET', '/overview', { token: of })).body.teams.map(
        (one: { team: { slug: string } }) => one.team.slug,
      )
    expect(await slugs(token)).toEqual(['ours'])
    const boss = await server.person({ [other]: 'read' }, { isSystemAdmin: true })
    expect(await slugs(boss.token)).toEqual(['theirs'])
    const key = await server.key(team, ['quality.read'])
    expect(await slugs(key)).toEqual([])
  })
})
