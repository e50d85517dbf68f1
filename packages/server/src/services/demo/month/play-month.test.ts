import { join } from 'node:path'
import { connect } from '@understudy/sdk'
import type { Kysely } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { testInFull } from '../../../../../../test/full.ts'
import { testFolder } from '../../../../test/folder.ts'
import { testServer } from '../../../../test/server.ts'
import { server } from '../../../../test/services.ts'
import type { TeamTables } from '../../../store/tables/team-tables.ts'
import { verifyAudit } from '../../audit/verify-audit.ts'
import { playMonth } from './play-month.ts'

const dayMs = 86_400_000
const end = new Date('2026-03-18T11:22:33.000Z')

type Month = Awaited<ReturnType<typeof played>>

/** A store with a month that ends on a Wednesday, and what stands in it. */
async function played(files?: string) {
  const environments = files === undefined ? {} : { environments: { files } }
  const { services } = await testServer('sqlite', { name: 'month', config: environments })
  await playMonth({ ...services, now: () => end })
  const named = await services.store.readSystem((db) => db.selectFrom('teams').select(['id', 'slug']).execute())
  const teams = await Promise.all(
    named.map(async ({ id, slug }) => [slug, await services.store.readTeam(id, (db) => standing(db))] as const),
  )
  return { services, teams: Object.fromEntries(teams), ids: named.map(({ id }) => id) }
}

async function standing(db: Kysely<TeamTables>) {
  return {
    datasets: await db.selectFrom('datasets').select(['name', 'published_version']).orderBy('name').execute(),
    versions: await db
      .selectFrom('versions as v')
      .innerJoin('datasets as d', 'd.id', 'v.dataset_id')
      .select(['d.name', 'v.version', 'v.status', 'v.rows', 'v.created_at'])
      .orderBy('v.created_at')
      .orderBy('d.name')
      .execute(),
    runs: await db
      .selectFrom('schedule_runs as r')
      .innerJoin('schedules as s', 's.id', 'r.schedule_id')
      .select(['s.name', 'r.planned', 'r.kind', 'r.state', 'r.reason'])
      .orderBy('r.planned')
      .execute(),
    jobs: await db
      .selectFrom('jobs')
      .select(['kind', 'status', 'created_at', 'finished_at'])
      .orderBy('created_at')
      .execute(),
    checks: await db
      .selectFrom('quality_runs as q')
      .innerJoin('datasets as d', 'd.id', 'q.dataset_id')
      .select(['d.name', 'q.version', 'q.outcome', 'q.score'])
      .orderBy('q.id')
      .execute(),
    incidents: await db
      .selectFrom('incidents as i')
      .innerJoin('datasets as d', 'd.id', 'i.dataset_id')
      .select(['d.name', 'i.rule', 'i.status', 'i.opened_at', 'i.resolved_at'])
      .orderBy('i.opened_at')
      .execute(),
    refreshes: await db.selectFrom('refreshes').select(['state', 'together']).execute(),
  }
}

describe('a month that is played', () => {
  let month: Month
  let files: string
  beforeAll(async () => {
    files = await testFolder('month-files')
    month = await played(files)
  }, 120_000)
  const of = (slug: string) => {
    const team = month.teams[slug]
    if (!team) throw new Error(`there is no team ${slug}`)
    return team
  }
  const clonesOf = ({ jobs }: Pick<Month['teams'][string], 'jobs'>) =>
    jobs.filter(({ kind }) => kind.startsWith('clone'))
  const count = <Row>(rows: readonly Row[], by: (row: Row) => string) =>
    Object.fromEntries(
      [...new Set(rows.map(by))].sort().map((name) => [name, rows.filter((row) => by(row) === name).length]),
    )

  test('has three teams with datasets of several versions, made by schedules and by hand', () => {
    expect(Object.keys(month.teams).sort()).toEqual(['billing', 'demo', 'mobile'])
    expect(of('demo').datasets.map(({ name }) => name)).toEqual(['load-test', 'newsletter', 'shop', 'vouchers'])
    expect(of('billing').datasets.map(({ name }) => name)).toEqual(['invoices', 'tax-rates'])
    expect(of('mobile').datasets).toEqual([{ name: 'catalogue', published_version: 1 }])
    expect(count(of('demo').versions, ({ name }) => name)).toMatchObject({ shop: 7, newsletter: 5 })
    expect(count(of('billing').versions, ({ name }) => name)).toMatchObject({ invoices: 13, 'tax-rates': 4 })
  })

  test('has runs that were published, refused and skipped, each of these with its reason', () => {
    const runs = Object.values(month.teams).flatMap((team) => team.runs)
    expect(count(runs, ({ state, reason }) => (reason === null ? state : `${state}: ${reason}`))).toEqual({
      published: 18,
      'published: by-hand': 1,
      refused: 1,
      'skipped: missed': 1,
      'skipped: paused': 1,
    })
    expect(of('demo').refreshes.filter(({ together }) => together === 1).length).toBeGreaterThan(1)
  })

  test('shows how a wrong configuration was caught, and put right within hours', () => {
    const checks = of('demo').checks.filter(({ name }) => name === 'shop')
    const refused = checks.filter(({ outcome }) => outcome === 'failed')
    expect(refused.map(({ version }) => Number(version))).toEqual([2])
    const others = checks.filter(({ outcome }) => outcome !== 'failed').map(({ score }) => Number(score))
    for (const score of others) expect(score).toBeGreaterThan(Number(refused[0]?.score))
    expect(of('demo').versions.find(({ name, version }) => name === 'shop' && Number(version) === 2)?.status).toBe(
      'refused',
    )
    const [incident, ...more] = of('demo').incidents
    expect(more).toEqual([])
    expect(incident).toMatchObject({ name: 'shop', rule: 'customers.phone', status: 'resolved' })
    const hours = (Date.parse(incident?.resolved_at ?? '') - Date.parse(incident?.opened_at ?? '')) / 3_600_000
    expect(hours).toBeGreaterThan(1)
    expect(hours).toBeLessThan(12)
  })

  test('ends with something to look into', () => {
    expect(of('billing').incidents.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'tax-rates resolved',
      'tax-rates open',
    ])
  })

  test('has jobs that were done, failed and cancelled, and none that is left', () => {
    const jobs = Object.values(month.teams).flatMap((team) => team.jobs)
    expect(count(jobs, ({ status }) => status)).toMatchObject({ cancelled: 1, failed: 1 })
    expect(jobs.every(({ status }) => ['completed', 'failed', 'cancelled'].includes(status))).toBe(true)
    const hidden = Object.values(month.teams).flatMap((team) =>
      team.versions.filter(({ status }) => status === 'hidden'),
    )
    expect(hidden).toEqual([])
  })

  test('begins on a Monday, ends now, and goes on in order', async () => {
    const times = Object.values(month.teams).flatMap((team) => team.versions.map(({ created_at }) => created_at))
    const [first = ''] = times.toSorted()
    expect(first.slice(0, 10)).toBe('2026-02-16')
    expect(new Date(first).getUTCDay()).toBe(1)
    expect(end.getTime() - Date.parse(first)).toBeGreaterThan(28 * dayMs)
    expect(times.toSorted().at(-1)! < end.toISOString()).toBe(true)
    for (const id of month.ids) {
      const events = await month.services.store.readTeam(id, (db) =>
        db.selectFrom('events').select('at').orderBy('position').execute(),
      )
      const at = events.map((event) => event.at)
      expect(at).toEqual(at.toSorted())
    }
  })

  test('is in trails that are whole, under the names of the people who did it', async () => {
    for (const id of [null, ...month.ids])
      expect(await verifyAudit(month.services, server, id ?? undefined)).toMatchObject({ intact: true })
    const people = await month.services.store.readSystem((db) =>
      db.selectFrom('users').select(['id', 'name', 'password_hash', 'is_system_admin']).orderBy('name').execute(),
    )
    expect(people.map(({ name }) => name)).toEqual(['Jonas Weber', 'Mara Lind', 'Priya Nair', 'Tom Okafor'])
    expect(people.every(({ password_hash, is_system_admin }) => password_hash === null && is_system_admin === 0)).toBe(
      true,
    )
    const sessions = await month.services.store.readSystem((db) =>
      db.selectFrom('sessions').select('id').where('revoked_at', 'is', null).execute(),
    )
    expect(sessions).toEqual([])
  })

  test('has environments and a clone of just now, where files may be such', async () => {
    const environments = await month.services.store.readSystem((db) =>
      db.selectFrom('environments').select(['name', 'type', 'status']).orderBy('name').execute(),
    )
    expect(environments).toEqual([
      { name: 'newsletter-live', type: 'production', status: 'active' },
      { name: 'newsletter-staging', type: 'test', status: 'active' },
    ])
    expect(clonesOf(of('demo')).map(({ kind, status }) => `${kind} ${status}`)).toEqual([
      'clone-plan completed',
      'clone completed',
    ])
    await using copy = await connect(`sqlite:${join(files, 'newsletter-staging.db')}`, { create: false })
    expect(await copy.query('select count(*) as count from subscribers')).toEqual([{ count: 150 }])
  })

  // The figures above are of every play: in full the rows are compared too.
  testInFull('is the same whenever it is played up to the same moment', { timeout: 120_000 }, async () => {
    expect((await played(await testFolder('month-again'))).teams).toEqual(month.teams)
  })
})
