import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { failure } from '../../../test/failure.ts'
import { openProductionSite, type ProductionSite } from '../../../test/production-site.ts'
import { type TeamApi, teamApi } from '../../../test/team-api.ts'
import { dataset } from '../../context/needs/dataset.ts'
import { lease } from '../../context/needs/lease.ts'

let site: ProductionSite
let api: TeamApi

describe('the data of a team in production', () => {
  beforeEach(async () => {
    site = await openProductionSite()
    api = await teamApi()
    api.publish({ accounts: [{ id: 1 }, { id: 2 }] })
  })
  afterEach(async () => {
    await site.close()
    await api.close()
  })

  test('leased rows are those of one test, and given back with it', async () => {
    const manager = site.managerWith({ server: api.settings })
    const context = await manager.setupContext('production', { data: { account: lease('accounts') } })
    expect(await context.testData.get('account')).toEqual([{ id: 1 }])
    expect(api.held.size).toBe(1)
    expect(await context.cleanup()).toMatchObject({ complete: true, failures: [] })
    expect(api.held.size).toBe(0)
  })

  test('what a session shares is held until the session is over', async () => {
    const manager = site.managerWith({ server: api.settings, scope: 'persistent_session', runId: 'run-1' })
    const data = { account: lease('accounts') }
    const first = await manager.setupContext('production', { data, required: ['account'] })
    const second = await manager.setupContext('production', { data, required: ['account'] })
    await first.cleanup()
    await second.cleanup()
    expect(api.asked.filter((one) => one.startsWith('post'))).toEqual(['post datasets/accounts/lease'])
    expect(api.held.size).toBe(1)
    await manager.close()
    expect(api.held.size).toBe(0)
  })

  test('a lease that cannot be given back is told once, and does not keep the data there', async () => {
    const manager = site.managerWith({ server: api.settings })
    const context = await manager.setupContext('production', { data: { account: lease('accounts') } })
    await context.testData.load('account')
    await context.production.create('builders', { name: 'Ada' })
    await api.close()
    expect((await context.cleanup()).failures).toMatchObject([{ code: 'TEAM_SERVER_UNREACHABLE' }])
    expect(await site.app.checksum()).toBe(site.before)
    expect((await context.cleanup()).failures).toEqual([])
  })

  test('rows of a dataset are for the test to read: nothing is written there', async () => {
    const manager = site.managerWith({ server: api.settings })
    const data = { some: dataset('accounts', { write: false }), all: dataset('accounts') }
    const context = await manager.setupContext('production', { data })
    expect(await context.testData.get('some')).toEqual({ accounts: [{ id: 1 }, { id: 2 }] })
    expect(await failure(context.testData.get('all'))).toMatchObject({ code: 'TEST_DATA_FAILED' })
    expect(await site.app.checksum()).toBe(site.before)
  })
})
