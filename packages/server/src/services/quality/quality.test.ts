import { readFileSync } from 'node:fs'
import { generateData, parseSchema } from '@understudy/sdk'
import { evaluateRules, parseQualityRules, type RowSource } from '@understudy/sdk/quality'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { above } from '../../../test/above.ts'
import { until } from '../../../test/jobs.ts'
import { testQuality } from '../../../test/quality.ts'
import { server } from '../../../test/services.ts'
import { engines } from '../../../test/store.ts'
import { teamShape } from '../../store/shape/team-shape.ts'
import { eraseDataset } from '../datasets/erase-dataset.ts'
import { readVersion } from '../datasets/list-versions.ts'
import { readPage } from '../datasets/read/read-page.ts'
import { readDataset } from '../datasets/read-dataset.ts'
import { cancelJob } from '../jobs/cancel-job.ts'
import { startGeneration } from '../jobs/start-generation.ts'
import { checkHeld } from './check-held.ts'
import { decideHeld } from './decide-held.ts'
import { changeIncident } from './incidents/change-incident.ts'
import { listIncidents } from './incidents/list-incidents.ts'
import { readIncident } from './incidents/read-incident.ts'
import { wakeIncidents } from './incidents/wake-incidents.ts'
import { listRuns } from './list-runs.ts'
import { startQualityWatch } from './quality-watch.ts'
import { readProfile, suggestRules } from './read-profile.ts'
import { readQuality } from './read-quality.ts'
import { readRun } from './read-run.ts'
import { startProfile } from './start-quality-job.ts'
import { tidyQuality } from './tidy-quality.ts'

const example = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../../../examples/${name}`, import.meta.url), 'utf8'))
const never = new AbortController().signal
const day = 86_400

const mailThere = { completenessRules: [{ type: 'notNull', id: 'mail', entity: 'people', column: 'mail' }] }
const mailFormat = {
  formatRules: [{ type: 'namedFormat', id: 'mail format', entity: 'people', column: 'mail', format: 'email' }],
}
const adult = { formatRules: [{ type: 'range', id: 'age', entity: 'people', column: 'age', min: 18 }] }
const ada = { mail: 'ada@example.org', age: 36 }

describe.each(engines)('quality on %s', async (engine) => {
  const { testAbove } = above(engine)
  const quality = await testQuality(engine)
  const { services, team, faults, clock, dataset, upload, rules, check, ended, reportFailure } = quality
  const { store } = services
  afterAll(() => expect(faults).toEqual([]))

  const incidents = async (id: string, status: 'unresolved' | 'any' = 'unresolved') =>
    (await listIncidents(services, server, { team, dataset: id, status, limit: 50 })).incidents
  const runs = async (id: string) => (await listRuns(services, server, { team, dataset: id, limit: 50 })).runs
  const statusOf = async (id: string, version: number) =>
    (await readVersion(services, server, { team, dataset: id, version })).status
  const read = (id: string, version?: number) => readPage(services, server, { team, dataset: id, version, limit: 10 })
  const eventsOf = (subject: string) =>
    store.readTeam(team, async (db) => {
      const rows = await db
        .selectFrom('events')
        .select('type')
        .where('subject', '=', subject)
        .orderBy('position')
        .execute()
      return rows.map(({ type }) => type)
    })

  testAbove('a version whose check was cancelled goes on waiting, an incident says so, and people decide', async () => {
    const id = await dataset('cancelled')
    await rules(id, mailThere, { refuse: 'failed', strict: false, minScore: null })
    expect(await upload(id, [ada])).toMatchObject({ version: 1, held: true })
    // However many processes look at once, one check is begun.
    const begun = await Promise.all([1, 2, 3].map(() => checkHeld(services, team, never)))
    expect(begun.reduce((sum, one) => sum + one, 0)).toBe(1)
    const [run] = await runs(id)
    expect(run).toMatchObject({ status: 'running', outcome: null, version: 1, rulesVersion: 1 })
    await cancelJob(services, server, { team, job: String(run?.job) })
    expect(await runs(id)).toMatchObject([{ status: 'given up', outcome: null }])
    expect(await incidents(id)).toMatchObject([{ severity: 'critical', rule: null, version: 1, status: 'open' }])
    expect(await checkHeld(services, team, never)).toBe(0)
    await expect(read(id, 1)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const decision = { team, dataset: id, version: 1, outcome: 'ready' } as const
    await decideHeld(services, server, decision)
    expect(await decideHeld(services, server, decision)).toMatchObject({ status: 'ready' })
    await expect(decideHeld(services, server, { ...decision, outcome: 'refused' })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    expect((await read(id)).rows).toBe(1)
    expect(await incidents(id)).toEqual([])
  })

  describe('with workers', () => {
    beforeAll(() => quality.work())

    testAbove('a check in partitions finds what one look at all rows finds', async () => {
      const schema = example('shop.json')
      const options = { rows: 120, seed: 5 }
      const made = await ended(await startGeneration(services, server, { team, dataset: 'shop', schema, options }))
      const id = String(made.result?.dataset)
      const file = parseQualityRules(example('shop-quality-rules.json'))
      const { version } = await rules(id, file)
      const { job, report, run } = await check(id)
      expect(job.partitions.total).toBeGreaterThan(3)
      const parsed = parseSchema(schema)
      const source: RowSource = {
        name: 'made again',
        schema: { entities: [...parsed.entities] },
        entities: parsed.entities.map(({ name }) => name),
        batches: () => generateData(schema, options),
      }
      const whole = await evaluateRules(source, file, { now: new Date(report.at), samples: 5 })
      expect(report.results).toEqual(whole.results)
      expect(new Set(report.entities)).toEqual(new Set(whole.entities))
      expect(new Set(report.results.map(({ outcome }) => outcome))).toContain('failed')
      expect(report.results.some(({ sample }) => sample.length > 0)).toBe(true)
      expect(run).toMatchObject({ outcome: 'failed', score: report.metrics.overall.value })
      // Of what is kept in the clear nobody can tell by trying which rules they are.
      expect(version.hash).not.toBe(report.rulesHash)
      expect(job.result).toMatchObject({ dataset: id, run: run.id, outcome: 'failed' })
    })

    testAbove('what is suggested out of a schema and a look at the rows holds in these rows', async () => {
      const options = { rows: 80, seed: 6 }
      const schema = example('shop.json')
      const made = await ended(await startGeneration(services, server, { team, dataset: 'look', schema, options }))
      const id = String(made.result?.dataset)
      await expect(readProfile(services, server, { team, dataset: id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
      const ofSchema = await suggestRules(services, server, { team, dataset: id })
      expect(ofSchema.from).toEqual({ schema: true, rows: false })
      await ended(await startProfile(services, server, { team, dataset: id }))
      const { profile } = await readProfile(services, server, { team, dataset: id })
      expect(profile.entities.find(({ name }) => name === 'customers')).toMatchObject({ rows: 80 })
      const suggested = await suggestRules(services, server, { team, dataset: id })
      expect(suggested.from).toEqual({ schema: true, rows: true })
      const all = (found: typeof suggested) => JSON.stringify(found.rules).match(/"id":/g)?.length ?? 0
      expect(all(suggested)).toBeGreaterThan(all(ofSchema))
      await rules(id, suggested.rules)
      const { report } = await check(id)
      expect(report.results.filter(({ outcome }) => outcome === 'failed')).toEqual([])
    })

    test('a gate keeps back what does not pass, and what passes is read from then on', async () => {
      const id = await dataset('gated')
      const gate = { refuse: 'failed', strict: false, minScore: null } as const
      expect(await upload(id, [ada])).toMatchObject({ version: 1, held: false })
      await rules(id, { ...mailThere, ...mailFormat }, gate)
      // Held before anybody watches: found by whoever does so next.
      expect(await upload(id, [ada, ada])).toMatchObject({ version: 2, held: true })
      expect((await read(id)).version).toBe(1)
      expect(await readQuality(services, server, { team, dataset: id })).toMatchObject({ held: [2] })
      const watches = [1, 2].map(() =>
        startQualityWatch({ services, bell: services.bell, everyMs: 3_600_000, reportFailure }),
      )
      try {
        await until(async () => (await statusOf(id, 2)) === 'ready')
        expect((await read(id)).version).toBe(2)
        await upload(id, [{ ...ada, mail: 'nobody' }])
        await until(async () => (await statusOf(id, 3)) === 'refused')
        await upload(id, [{ age: 3, mail: null }])
        await until(async () => (await statusOf(id, 4)) === 'refused')
      } finally {
        await Promise.all(watches.map((watch) => watch.close()))
      }
      expect(await readDataset(services, server, team, id)).toMatchObject({ publishedVersion: 2 })
      await expect(read(id, 3)).rejects.toMatchObject({ code: 'QUALITY_FORMAT_VIOLATED' })
      await expect(read(id, 4)).rejects.toMatchObject({ code: 'QUALITY_RULE_VIOLATED' })
      const told = await store.readTeam(team, (db) =>
        db.selectFrom('audit').select(['action', 'details']).where('subject', '=', `dataset:${id}`).execute(),
      )
      expect(told.filter(({ action }) => /^(version|quality)/.test(action)).map(({ action }) => action)).toEqual([
        'version.publish',
        'quality.change',
        ...['quality.check', 'version.publish', 'quality.check', 'version.refuse', 'quality.check', 'version.refuse'],
      ])
      expect((await eventsOf(`dataset:${id}`)).slice(-3)).toEqual([
        'version.held',
        'quality.checked',
        'version.refused',
      ])
      const found = await runs(id)
      expect(found.map(({ version, refusedFor }) => [version, refusedFor])).toEqual([
        [4, 'QUALITY_RULE_VIOLATED'],
        [3, 'QUALITY_FORMAT_VIOLATED'],
        [2, null],
      ])
    })

    testAbove('one cause has one incident, however often and by how many checks it is seen', async () => {
      const id = await dataset('causes')
      await rules(id, mailThere)
      await upload(id, [ada, { mail: null }, { mail: null }])
      await check(id)
      const [first] = await incidents(id)
      expect(first).toMatchObject({ rule: 'mail', times: 1, details: { considered: 3, failed: 2 }, owner: null })
      await Promise.all([check(id), check(id), check(id)])
      expect(await incidents(id)).toMatchObject([{ id: first?.id, times: 4 }])
      await upload(id, [ada])
      await check(id)
      expect(await incidents(id)).toEqual([])
      // How things were says nothing of how they are.
      await check(id, 1)
      expect(await incidents(id, 'any')).toMatchObject([{ id: first?.id, status: 'resolved', resolvedBy: 'system' }])
      expect(await eventsOf(`incident:${first?.id}`)).toEqual(['incident.opened', 'incident.resolved'])
    })

    testAbove('what cannot be evaluated ends no incident, and a rule that is gone does', async () => {
      const id = await dataset('unknown')
      await rules(id, adult)
      await upload(id, [{ ...ada, age: 3 }])
      await check(id)
      await upload(id, [{ ...ada, age: null }])
      const { run } = await check(id)
      expect(run.outcome).toBe('not evaluated')
      expect(await incidents(id)).toMatchObject([{ rule: 'age', version: 1, status: 'open' }])
      await rules(id, mailThere)
      expect(await incidents(id)).toEqual([])
    })

    testAbove('an incident is acknowledged, rests for a while, and comes again once it was resolved', async () => {
      const id = await dataset('people')
      await rules(id, mailThere)
      await upload(id, [{ mail: null }])
      await check(id)
      const [{ id: incident } = { id: '' }] = await incidents(id)
      const step = (to: Parameters<typeof changeIncident>[2]['step'], note?: string) =>
        changeIncident(services, server, { team, incident, step: to, note })
      expect(await step({ to: 'acknowledged' }, 'Ada was told')).toMatchObject({
        owner: 'system',
        note: 'Ada was told',
      })
      await expect(step({ to: 'acknowledged', owner: 'nobody' })).rejects.toMatchObject({ code: 'REQUEST_INVALID' })
      await check(id)
      expect(await readIncident(services, server, { team, incident })).toMatchObject({
        status: 'acknowledged',
        times: 2,
        note: 'Ada was told',
      })
      const until = new Date(clock.now().getTime() + 60_000).toISOString()
      await step({ to: 'snoozed', until })
      await check(id)
      await wakeIncidents(services, team, never)
      expect(await incidents(id)).toMatchObject([{ status: 'snoozed', snoozedUntil: until, times: 3 }])
      clock.pass(61)
      await wakeIncidents(services, team, never)
      expect(await incidents(id)).toMatchObject([{ status: 'open', snoozedUntil: null }])
      await step({ to: 'resolved' })
      expect(await step({ to: 'resolved' })).toMatchObject({ status: 'resolved' })
      await expect(step({ to: 'acknowledged' })).rejects.toMatchObject({ code: 'CONFLICT' })
      await check(id)
      const [again] = await incidents(id)
      expect(again?.id).not.toBe(incident)
      expect(await eventsOf(`incident:${incident}`)).toEqual([
        'incident.opened',
        'incident.acknowledged',
        'incident.snoozed',
        'incident.opened',
        'incident.resolved',
      ])
    })

    testAbove(
      'nothing of the data stands in the clear; failing rows go first, then the history, and all with the dataset',
      async () => {
        const canary = 'Beeblebrox'
        const id = await dataset('sealed')
        const one = { type: 'inSet', id: 'one', entity: 'people', column: 'mail', values: [canary] }
        await rules(id, { formatRules: [one] }, { refuse: 'failed', strict: true, minScore: 1 })
        await upload(id, [{ mail: `${canary}!` }, { mail: canary }, { mail: canary }])
        const { run, report } = await check(id, 1)
        expect(report.results[0]).toMatchObject({ failed: 1, sample: [{ row: 0, values: { mail: 'xxxxxxxxxx!' } }] })
        await rules(id, { formatRules: [one] })
        await upload(id, [{ mail: canary }])
        await ended(await startProfile(services, server, { team, dataset: id }))
        const [incident] = await incidents(id)
        const note = { to: 'acknowledged' } as const
        await changeIncident(services, server, { team, incident: incident?.id ?? '', step: note, note: canary })
        for (const table of Object.keys(teamShape)) {
          const { rows } = await store.readTeam(team, (db) => sql`select * from ${sql.table(table)}`.execute(db))
          const text = JSON.stringify(rows, (_key, value) =>
            value?.type === 'Buffer' ? latin(value.data) : decoded(value),
          )
          expect([table, text.includes(canary), text.includes('xxxxxxxxxx!')]).toEqual([table, false, false])
        }
        const look = () => readRun(services, server, { team, run: run.id })
        clock.pass(29 * day)
        await tidyQuality(services, never)
        expect((await look()).report?.results[0]?.sample).toHaveLength(1)
        expect(await statusOf(id, 1)).toBe('erased')
        clock.pass(2 * day)
        await tidyQuality(services, never)
        expect((await look()).report?.results[0]).toMatchObject({ failed: 1, sample: [] })
        clock.pass(400 * day)
        await tidyQuality(services, never)
        await expect(look()).rejects.toMatchObject({ code: 'NOT_FOUND' })
        await eraseDataset(services, server, team, id)
        for (const table of ['quality_rules', 'quality_runs', 'quality_profiles', 'incidents'] as const) {
          const left = await store.readTeam(team, (db) =>
            db.selectFrom(table).select('team_id').where('dataset_id', '=', id).execute(),
          )
          expect([table, left]).toEqual([table, []])
        }
      },
    )
  })
})

/** And what base64 hides. */
function decoded(value: unknown): unknown {
  if (typeof value !== 'string') return value
  return value.replace(/[A-Za-z0-9+/]{40,}=*/g, (found) => Buffer.from(found, 'base64').toString('latin1'))
}

function latin(bytes: readonly number[]): string {
  return Buffer.from(bytes).toString('latin1')
}
