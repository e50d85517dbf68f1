import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { failure } from '../../../test/failure.ts'
import { buildersNeed, openProductionSite, type ProductionSite } from '../../../test/production-site.ts'
import { key } from '../../../test/test-data-app.ts'
import { wire } from '../wire.ts'

let site: ProductionSite

describe('a context in production', () => {
  beforeEach(async () => {
    site = await openProductionSite()
  })
  afterEach(() => site.close())

  test('says what it is, and no secret', async () => {
    const manager = site.managerWith()
    const context = await manager.setupContext('production', { name: 'books a room', worker: 3, seed: 7 })
    expect(context.mode).toBe('production')
    expect(context.connectionInfo).toEqual({
      environment: 'production',
      target: `${site.proxy.url}/api/test/`,
      safety: { isolated: false, shadow: false, productionGuarded: true },
    })
    expect(context.metadata).toMatchObject({
      mode: 'production',
      scope: 'ephemeral',
      policy: 'always',
      seed: 7,
      name: 'books a room',
      worker: 3,
      markers: { prefix: wire.prefix, flag: 'isTest' },
    })
    expect(context.metadata.testId.startsWith(wire.prefix)).toBe(true)
    expect(Date.parse(context.metadata.expiresAt) - Date.parse(context.metadata.startedAt)).toBeGreaterThan(59 * 60_000)
    await context.production.create('builders', { name: 'Ada' })
    const said = [inspect(manager, { depth: 9 }), inspect(context, { depth: 9 }), JSON.stringify([manager, context])]
    for (const text of said) expect(text).not.toContain(key)
    expect(said[1]).toContain(context.metadata.testId)
    expect(JSON.stringify(site.events)).not.toContain(key)
    expect(context.replayToken).toMatch(/^understudy-1:[\w-]+$/)
    await manager.cleanupContext(context)
  })

  test('has its required data when it begins, and other data when it is asked for', async () => {
    const manager = site.managerWith()
    const context = await manager.setupContext('production', {
      data: { needed: buildersNeed(['Ada', 'Grace']), lazy: buildersNeed(['Mary']) },
      required: ['needed'],
    })
    expect(context.testData.loaded).toEqual(['needed'])
    expect(await site.app.testRows()).toBe(2)
    expect(await context.testData.get('lazy')).toEqual([`${wire.prefix}Mary`])
    expect(await context.testData.get('lazy')).toEqual([`${wire.prefix}Mary`])
    expect(await site.app.testRows()).toBe(3)
    await context.cleanup()
    expect(await site.app.checksum()).toBe(site.before)
    expect((await failure(context.testData.get('lazy'))).code).toBe('CONTEXT_CLOSED')
    expect((await failure(context.production.create('builders', { name: 'Late' }))).code).toBe('CONTEXT_CLOSED')
  })

  test('events tell its life, with the time of each step', async () => {
    const manager = site.managerWith()
    const context = await manager.setupContext('dual', { data: { some: buildersNeed(['Ada']) }, required: ['some'] })
    await manager.validateContext(context)
    await context.cleanup()
    expect(site.events.map(({ type }) => type)).toEqual([
      'setup-started',
      'request',
      'request',
      'data-loaded',
      'setup-finished',
      'request',
      'validated',
      'cleanup-started',
      'request',
      'cleanup-finished',
    ])
    expect(site.events.filter(({ type }) => type === 'request')).toMatchObject([
      { operation: 'verify-access', status: 200 },
      { operation: 'builders', status: 200 },
      { operation: 'verify-access', status: 200 },
      { operation: 'cleanup', status: 200 },
    ])
    expect(new Set(site.events.map(({ testId }) => testId))).toEqual(new Set([context.metadata.testId]))
    expect(site.events.every(({ mode }) => mode === 'dual')).toBe(true)
  })

  test('the policy decides what stays, and what stays is nobody’s to sweep', async () => {
    const manager = site.managerWith({ cleanup: { policy: 'on-success' } })
    const failed = await manager.setupContext('production')
    await failed.production.create('builders', { name: 'Kept' })
    expect(await failed.cleanup('failed')).toMatchObject({ kept: true, complete: false, failures: [] })
    const passed = await manager.setupContext('production')
    await passed.production.create('builders', { name: 'Gone' })
    expect(await passed.cleanup('passed')).toMatchObject({ kept: false, complete: true })
    await manager.close()
    expect(await site.app.testRows()).toBe(1)
    expect(await site.openEntries()).toEqual([])
  })

  test('a session loads its data once, keeps it for its run, and removes it at its end', async () => {
    const manager = site.managerWith({ scope: 'persistent_session', runId: 'run-1' })
    const config = { data: { shared: buildersNeed(['Ada']) }, required: ['shared' as const] }
    const one = await manager.setupContext('production', config)
    const two = await manager.setupContext('production', config)
    expect(await site.app.testRows()).toBe(1)
    expect(await one.cleanup()).toMatchObject({ kept: true, failures: [] })
    expect(await two.testData.get('shared')).toEqual([`${wire.prefix}Ada`])
    expect(await site.app.testRows()).toBe(1)
    expect(await site.openEntries()).toHaveLength(1)
    await two.cleanup()
    await manager.close()
    expect(await site.app.checksum()).toBe(site.before)
    expect(await site.openEntries()).toEqual([])
  })

  test('what is kept for an environment outlives its manager and is renewed by its owner', async () => {
    const manager = site.managerWith({ scope: 'persistent_environment', maxAgeMinutes: 30 })
    const context = await manager.setupContext('production')
    await context.production.create('builders', { name: 'Fixture' })
    // Clocks may differ by five minutes.
    site.app.pass(4)
    const renewed = await context.renew()
    expect(renewed.getTime() - Date.parse(context.metadata.expiresAt)).toBeGreaterThanOrEqual(4 * 60_000)
    await manager.close()
    expect(await site.app.testRows()).toBe(1)
    expect(await site.openEntries()).toEqual([])
    site.app.pass(31)
    await site.app.api.reap()
    expect(await site.app.checksum()).toBe(site.before)
  })

  test('inspection sees what somebody else removed', async () => {
    const manager = site.managerWith()
    const context = await manager.setupContext('production')
    const [ada] = await context.production.createMany('builders', [{ name: 'Ada' }, { name: 'Grace' }])
    expect(await manager.inspectContext(context)).toEqual({ valid: true, problems: [] })
    await site.app.db.query('delete from builders where id = $1', [ada?.id])
    expect(await manager.inspectContext(context)).toMatchObject({
      valid: false,
      problems: [{ about: 'data', message: 'builders: 2 were created, and 1 are left' }],
    })
    await context.cleanup()
    expect(await manager.inspectContext(context)).toMatchObject({ valid: false, problems: [{ about: 'connection' }] })
  })

  test('inspection sees a lifetime that is over', async () => {
    const manager = site.managerWith({ maxAgeMinutes: 1 })
    // Three minutes behind, so that a minute from then is over.
    site.app.pass(-3)
    const context = await manager.setupContext('production')
    await context.production.create('builders', { name: 'Old' })
    expect(await manager.inspectContext(context)).toMatchObject({ valid: false, problems: [{ about: 'lifetime' }] })
    await context.cleanup()
  })

  test('a context of another kind is not valid here', async () => {
    const manager = site.managerWith()
    const context = await manager.setupContext('production')
    expect(await manager.inspectContext({ ...context, testData: context.testData })).toMatchObject({
      valid: false,
      problems: [{ about: 'mode' }],
    })
  })

  test('a shadow creates nothing and lists what would have been', async () => {
    const manager = site.managerWith({ shadow: true })
    const context = await manager.setupContext('production', {
      data: { some: buildersNeed(['Ada', 'Grace']) },
      required: ['some'],
    })
    const { builder } = await context.production.createScenario('booked-builders', { bookings: 1 })
    expect(builder).toBe(`${wire.prefix}Booked`)
    expect(context.created).toEqual([])
    expect(context.shadowed.map(({ type }) => type)).toEqual(['builders', 'builders', 'builders', 'bookings'])
    expect(context.connectionInfo.safety).toMatchObject({ shadow: true, isolated: true })
    expect((await failure(context.production.create('builders', { name: '' }))).code).toBe('ENTITY_INVALID')
    expect(await manager.validateContext(context)).toBe(true)
    expect(await context.cleanup()).toMatchObject({ complete: true })
    expect(site.proxy.heard).not.toContain('cleanup')
    expect(await site.app.checksum()).toBe(site.before)
    expect(await site.openEntries()).toEqual([])
  })
})
