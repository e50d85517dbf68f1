import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import { firstOf } from '../../../../test/full.ts'
import { deadRun } from '../../test/dead-run.ts'
import { failure } from '../../test/failure.ts'
import { openProductionSite, type ProductionSite, unchecked } from '../../test/production-site.ts'
import { serveHandler } from '../../test/served-handler.ts'
import { ProductionTestDataManager } from './production-test-data-manager.ts'
import { isTestId } from './test-id.ts'
import { wire } from './wire.ts'

const postgresUrl = testDatabase('production_manager')
const engines: [string, () => Promise<string | undefined>][] = [
  ['sqlite', async () => undefined],
  ['postgres', () => postgresUrl],
]
let site: ProductionSite

describe.each(firstOf(1, engines))('with the registry in %s', (_engine, url) => {
  beforeEach(async () => {
    site = await openProductionSite(await url())
  })
  afterEach(() => site.close())

  test('what is created is marked, typed, and gone after cleanup', async () => {
    const manager = site.managerWith()
    expect(isTestId(manager.getTestId(), wire.prefix)).toBe(true)
    const { entities, records } = await manager.initialize()
    expect(entities).toEqual(['builders', 'bookings'])
    expect(records).toEqual({})
    const ada = await manager.create('builders', { name: 'Ada' })
    expect(ada.name).toBe(`${wire.prefix}Ada`)
    const [first, second] = await manager.createMany('builders', [{ name: 'Grace' }, { name: 'Mary' }])
    expect([first?.name, second?.name]).toEqual([`${wire.prefix}Grace`, `${wire.prefix}Mary`])
    const { builder, bookings } = await manager.createScenario('booked-builders', { bookings: 2 })
    expect([builder, bookings.length]).toEqual([`${wire.prefix}Booked`, 2])
    expect(manager.created.map(({ type }) => type)).toEqual([
      'builders',
      'builders',
      'builders',
      'builders',
      'bookings',
      'bookings',
    ])
    expect(await site.app.testRows()).toBe(8)
    expect(await manager.cleanup()).toMatchObject({ deleted: { builders: 4, bookings: 2 }, complete: true })
    expect(await site.app.checksum()).toBe(site.before)
    expect(await manager.cleanup()).toMatchObject({ complete: true })
    expect(site.proxy.heard.filter((operation) => operation === 'cleanup')).toHaveLength(1)
    const late = await failure(manager.create('builders', { name: 'Late' }))
    expect(late.code).toBe('CONTEXT_CLOSED')
  })

  test('contexts beside each other have their own data', async () => {
    const manager = site.managerWith({ budget: { concurrency: 8 } })
    const one = await manager.setupContext('production')
    const two = await manager.setupContext('production')
    await Promise.all([
      one.production.create('builders', { name: 'One' }),
      two.production.create('builders', { name: 'Two' }),
    ])
    expect(one.metadata.testId).not.toBe(two.metadata.testId)
    expect(await one.cleanup()).toMatchObject({ complete: true, kept: false, failures: [] })
    expect(await site.app.testRows()).toBe(1)
    expect(await manager.validateContext(two)).toBe(true)
    expect([...manager.active.keys()]).toEqual([two.metadata.testId])
    await manager.close()
    expect(await site.app.checksum()).toBe(site.before)
  })
})

describe('a manager of test data in production', () => {
  beforeEach(async () => {
    site = await openProductionSite()
  })
  afterEach(() => site.close())

  test('is written down before anything is created, and struck out when it is gone', async () => {
    const manager = site.managerWith()
    const context = await manager.setupContext('production')
    expect(await site.openEntries()).toEqual([])
    site.proxy.plan('builders', 'lose')
    await context.production.create('builders', { name: 'Ada' })
    expect(await site.openEntries()).toHaveLength(1)
    await context.cleanup()
    await manager.close()
    expect(await site.openEntries()).toEqual([])
  })

  test('creates nothing where the ledger cannot be written', async () => {
    const manager = site.managerWith({ ledger: { folder: '/dev/null/ledger' } })
    const context = await manager.setupContext('production')
    const refused = await failure(context.production.create('builders', { name: 'Ada' }))
    expect(refused.code).toBe('LEDGER_UNWRITABLE')
    expect(site.proxy.heard).not.toContain('builders')
    expect(await site.app.checksum()).toBe(site.before)
  })

  test.each(['database', 'staging', ''])('the mode %j is refused', async (mode) => {
    const manager = site.managerWith()
    const refused = await failure(manager.setupContext(unchecked(mode)))
    expect(refused.code).toBe('MODE_UNSUPPORTED')
    expect(site.proxy.heard).toEqual([])
  })

  test('a missing URL and a missing secret are said together', async () => {
    const manager = new ProductionTestDataManager()
    const refused = await failure(manager.setupContext('production'))
    expect(refused.code).toBe('TEST_CONFIG_INVALID')
    expect(refused.details.problems).toMatchObject([{ path: 'production.baseUrl' }, { path: 'production.secret' }])
  })

  test.each([
    [{ prefix: 'no-underscore' }, 'production.prefix'],
    [{ testId: 'customer_1234567890' }, 'testId'],
    [{ buildId: '1; rm -rf /' }, 'buildId'],
    [{ timeout: 0 }, 'timeout'],
    [{ retries: -1 }, 'retries'],
  ])('%j is refused', async (options, at) => {
    const refused = await failure((async () => site.managerWith(options))())
    expect([refused.at, refused.code]).toEqual([at, at === 'testId' ? 'TEST_ID_INVALID' : 'TEST_CONFIG_INVALID'])
  })

  test('options that nobody reads are refused', async () => {
    const manager = site.managerWith(unchecked({ maxAge: 5 }))
    expect((await failure(manager.setupContext('production'))).code).toBe('TEST_CONFIG_INVALID')
  })

  test('an API that is down fails the setup, which may be tried again', async () => {
    const gone = await serveHandler(async () => new Response())
    await gone.close()
    const manager = site.managerWith({ retries: 1 })
    const down = await failure(manager.setupContext('production', { production: { baseUrl: gone.url } }))
    expect(down).toMatchObject({ code: 'TEST_API_UNREACHABLE', operation: 'verify access to production' })
    expect(down.message).toContain('ECONNREFUSED')
    expect(manager.active.size).toBe(0)
    expect(site.events.map(({ type }) => type)).toContain('setup-failed')
    const context = await manager.setupContext('production')
    expect(await manager.validateContext(context)).toBe(true)
  })

  test('ephemeral data is not renewed', async () => {
    const manager = site.managerWith()
    await manager.create('builders', { name: 'Ada' })
    expect((await failure(manager.renew())).code).toBe('TEST_AGE_INVALID')
  })

  test.each([0, 1441, 1.5])('a lifetime of %d minutes is refused', async (maxAgeMinutes) => {
    expect((await failure(site.managerWith({ maxAgeMinutes }).initialize())).code).toBe('TEST_CONFIG_INVALID')
  })

  test('the budget of requests ends creations, and never a cleanup', async () => {
    const manager = site.managerWith({ budget: { requests: 3 } })
    await manager.create('builders', { name: 'Ada' })
    await manager.create('builders', { name: 'Grace' })
    expect((await failure(manager.create('builders', { name: 'Mary' }))).code).toBe('BUDGET_EXCEEDED')
    expect(await manager.cleanup()).toMatchObject({ complete: true })
    expect(await site.app.checksum()).toBe(site.before)
  })

  test('a signal ends a setup, and its reason is not taken for a failure of the API', async () => {
    const controller = new AbortController()
    const manager = site.managerWith()
    site.proxy.plan('verify-access', 'hang')
    const setup = failure(manager.setupContext('production', { signal: controller.signal }))
    while (!site.proxy.heard.includes('verify-access')) await new Promise((resolve) => setTimeout(resolve, 5))
    controller.abort()
    expect((await setup).code).toBe('CANCELLED')
  })

  test('a test id that is given is cleaned up, whoever created under it', async () => {
    const one = site.managerWith()
    await one.create('builders', { name: 'Ada' })
    const other = site.managerWith({ testId: one.getTestId() })
    expect(await other.cleanup()).toMatchObject({ deleted: { builders: 1 }, complete: true })
    expect(await site.app.checksum()).toBe(site.before)
  })

  test('closing removes what was created directly, but for an environment or under a test id that was given', async () => {
    const kept = site.managerWith({ scope: 'persistent_environment' })
    await kept.create('builders', { name: 'Fixture' })
    await kept.close()
    const given = site.managerWith({ testId: kept.getTestId() })
    await given.create('builders', { name: 'Given' })
    await given.close()
    const own = site.managerWith({ scope: 'persistent_session' })
    await own.create('builders', { name: 'Own' })
    await own.close()
    expect(await site.app.db.query('select name from builders where is_test = 1 order by name')).toEqual([
      { name: `${wire.prefix}Fixture` },
      { name: `${wire.prefix}Given` },
    ])
    expect(await site.openEntries()).toEqual([])
    expect((await failure(own.create('builders', { name: 'Late' }))).code).toBe('CONTEXT_CLOSED')
  })

  test('closing says what it could not remove', async () => {
    const manager = site.managerWith({ retries: 0 })
    await manager.create('builders', { name: 'Ada' })
    site.proxy.plan('cleanup', 'drop')
    const refused = await failure(manager.close())
    expect(refused).toMatchObject({ code: 'CLEANUP_FAILED', details: { problems: [{ code: 'TEST_API_UNREACHABLE' }] } })
    expect(site.events.at(-1)).toMatchObject({ type: 'cleanup-failed', testId: manager.getTestId() })
    expect(await site.openEntries()).toHaveLength(1)
  })

  test('a manager that is closed sets nothing up', async () => {
    const manager = site.managerWith()
    await manager.close()
    await manager.close()
    expect((await failure(manager.setupContext('production'))).code).toBe('CONTEXT_CLOSED')
  })

  test('the first setup removes what a dead run left, and nothing of a run that is alive', async () => {
    const live = site.managerWith({ sweep: false })
    await live.create('builders', { name: 'Alive' })
    const dead = site.managerWith({ sweep: false, ledger: { folder: `${site.ledger}-of-nobody` } })
    await dead.create('builders', { name: 'Left' })
    const { url: baseUrl } = site.proxy
    await deadRun(site.ledger, [{ kind: 'production', baseUrl, basePath: wire.basePath, testId: dead.getTestId() }])
    const manager = site.managerWith()
    await manager.setupContext('production')
    while (!site.events.some(({ type }) => type === 'swept')) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(site.events.filter(({ type }) => type === 'swept')).toMatchObject([{ removed: 1, left: 0 }])
    expect(await site.app.db.query('select name from builders where is_test = 1')).toEqual([
      { name: `${wire.prefix}Alive` },
    ])
  })
})
