import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import { failure } from '../../test/failure.ts'
import { connect } from '../database/connect.ts'
import type { ProductionAlert } from './alerts/production-alert.ts'
import { openAudit } from './audit/open-audit.ts'
import { type GuardedEnvironment, ProductionSafetyGuard } from './production-safety-guard.ts'

const folder = mkdtempSync(join(tmpdir(), 'understudy-guard-'))
afterAll(() => rmSync(folder, { recursive: true }))
const audit = openAudit(folder)
const alerts: ProductionAlert[] = []
let live: GuardedEnvironment
let staging: GuardedEnvironment
let guard: ProductionSafetyGuard

beforeAll(async () => {
  const [one, two] = [await testDatabase('guard_live'), await testDatabase('guard_staging')]
  live = { name: 'live', type: 'production', databaseUrl: one, isReadOnly: true }
  staging = { name: 'staging', type: 'test', databaseUrl: two, isReadOnly: false }
  guard = new ProductionSafetyGuard({
    environments: [live, staging],
    audit,
    onAlert: (alert) => void alerts.push(alert),
    env: {},
  })
})

const recorded = () =>
  readFileSync(audit.file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

test('what an environment is called makes no production a test database', async () => {
  expect(await guard.validateEnvironmentType(live)).toBe('production')
  expect(await guard.validateEnvironmentType(staging)).toBe('test')
  expect(await guard.validateEnvironmentType({ ...staging, databaseUrl: live.databaseUrl })).toBe('production')
})

test('nobody writes to production, nor to what is read-only', async () => {
  await guard.blockWriteOperations(staging)
  for (const refused of [live, { ...staging, databaseUrl: live.databaseUrl }, { ...staging, isReadOnly: true }])
    expect((await failure(guard.blockWriteOperations(refused))).code).toBe('WRITE_REFUSED')
  expect(recorded().at(-1)).toMatchObject({ event: 'write blocked', outcome: 'refused' })
})

test('a target is verified, and production is none', async () => {
  expect(await guard.verifyTargetEnvironment(staging)).toBe(true)
  expect(await guard.verifyTargetEnvironment(live)).toBe(false)
  expect(await guard.verifyTargetEnvironment({ ...staging, databaseUrl: live.databaseUrl })).toBe(false)
  await using source = await guard.openSource(staging, { waivers: ['source-can-write'] })
  expect(await guard.verifyTargetEnvironment(staging, source)).toBe(false)
})

test('a connection is made read-only, and the database itself says so', async () => {
  await using database = await connect(staging.databaseUrl)
  expect((await failure(guard.enforceReadOnlyAccess(database))).code).toBe('SOURCE_UNSUITED')
  await database.session(async (session) => {
    await guard.enforceReadOnlyAccess(session)
    expect((await failure(session.execute('create table t (a integer)'))).details.sqlstate).toBe('25006')
  })
  const inside = database.session((session) => session.transaction((inner) => guard.enforceReadOnlyAccess(inner)))
  expect((await failure(inside)).code).toBe('SOURCE_CAN_WRITE')
  await using file = await connect(`sqlite:${join(folder, 'a.db')}`)
  await guard.enforceReadOnlyAccess(file)
  expect((await failure(file.execute('create table t (a)'))).code).toBe('PERMISSION_DENIED')
})

test('each access to production is told and recorded, and one to a test database is recorded alone', async () => {
  alerts.length = 0
  await guard.alertOnProductionAccess('look around', 'live')
  await using one = await guard.openSource(live, { waivers: ['source-can-write'] })
  await using two = await guard.openSource(staging, { waivers: ['source-can-write'] })
  await failure(guard.openSource(live.databaseUrl))
  expect([one.engine, two.engine]).toEqual(['postgres', 'postgres'])
  expect(alerts.map(({ operation }) => operation)).toEqual(['look around', 'open the source', 'open the source'])
  expect(
    recorded()
      .filter(({ event }) => event === 'source opened')
      .slice(-3),
  ).toMatchObject([
    {
      place: 'live',
      outcome: 'done',
      details: { checks: expect.arrayContaining(['source role cannot write: waived']) },
    },
    { place: 'staging', outcome: 'done' },
    { outcome: 'refused', details: { code: 'SOURCE_CAN_WRITE' } },
  ])
})
