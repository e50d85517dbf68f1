import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { failure } from '../../../test/failure.ts'
import { buildersNeed, openProductionSite, type ProductionSite } from '../../../test/production-site.ts'
import { serveHandler } from '../../../test/served-handler.ts'
import { key } from '../../../test/test-data-app.ts'
import type { DataNeed } from '../../context/data-need.ts'

let site: ProductionSite

describe('the end of a context in production', () => {
  beforeEach(async () => {
    site = await openProductionSite()
  })
  afterEach(() => site.close())

  test('a setup that fails takes back what it had begun', async () => {
    const manager = site.managerWith()
    const failing: DataNeed = {
      kind: 'created',
      recipe: undefined,
      load: async () => {
        throw new Error('this need fails')
      },
    }
    const failed = await failure(
      manager.setupContext('production', {
        data: { some: buildersNeed(['Ada']), failing },
        required: ['some', 'failing'],
      }),
    )
    expect(failed.code).toBe('TEST_DATA_FAILED')
    expect(failed.message).toContain('this need fails')
    expect(await site.app.checksum()).toBe(site.before)
    expect(manager.active.size).toBe(0)
  })

  test('a setup that fails and cannot be taken back says both, and stays in the ledger', async () => {
    const manager = site.managerWith({ retries: 0 })
    site.proxy.plan('cleanup', 'refuse')
    const failed = await failure(
      manager.setupContext('production', {
        data: { some: buildersNeed(['Ada', '']) },
        required: ['some'],
      }),
    )
    expect(failed.code).toBe('TEST_DATA_FAILED')
    expect(failed.message).toContain('not all of it could be taken back')
    await manager.close()
    expect(await site.openEntries()).toHaveLength(1)
  })

  test('an API that dies in the middle fails what is created, and the cleanup reports what may be left', async () => {
    const manager = site.managerWith({ retries: 1 })
    const context = await manager.setupContext('production')
    await context.production.create('builders', { name: 'Ada' })
    await site.server.close()
    const died = await failure(context.production.create('builders', { name: 'Grace' }))
    expect(['TEST_API_UNREACHABLE', 'TEST_API_FAILED']).toContain(died.code)
    const inspection = await manager.inspectContext(context)
    expect(inspection).toMatchObject({ valid: false, problems: [{ about: 'connection' }] })
    const cleanup = await context.cleanup('failed')
    expect(cleanup).toMatchObject({ complete: false, kept: false, failures: [{ what: expect.any(String) }] })
    expect(site.events.at(-1)?.type).toBe('cleanup-failed')
    await manager.close()
    expect(await site.openEntries()).toHaveLength(1)
  })

  test('a cleanup that failed is tried again by the next one', async () => {
    const manager = site.managerWith({ retries: 0 })
    const context = await manager.setupContext('production')
    await context.production.create('builders', { name: 'Ada' })
    site.proxy.plan('cleanup', 'drop')
    expect((await context.cleanup()).failures).toMatchObject([{ code: 'TEST_API_UNREACHABLE' }])
    expect(manager.active.size).toBe(1)
    expect(await context.cleanup()).toMatchObject({ complete: true })
    expect(await site.app.checksum()).toBe(site.before)
    expect(manager.active.size).toBe(0)
  })

  test('a cleanup that is slower than its timeout ends in time and says so', async () => {
    const manager = site.managerWith({ cleanup: { timeout: 300 } })
    const context = await manager.setupContext('production')
    await context.production.create('builders', { name: 'Ada' })
    site.proxy.plan('cleanup', 'hang')
    const { complete, failures } = await context.cleanup()
    expect(complete).toBe(false)
    expect(failures).toMatchObject([{ code: 'CLEANUP_TIMEOUT' }])
  })

  test('a creation that still runs at the cleanup is ended, and leaves nothing', async () => {
    const manager = site.managerWith()
    const context = await manager.setupContext('production')
    site.proxy.plan('builders', 'hang')
    const running = failure(context.production.create('builders', { name: 'Ada' }))
    while (!site.proxy.heard.includes('builders')) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(await context.cleanup()).toMatchObject({ complete: true })
    expect((await running).code).toBe('CANCELLED')
    expect(await site.app.checksum()).toBe(site.before)
  })

  test('a cleanup does not wait behind what others create', async () => {
    const manager = site.managerWith({ budget: { concurrency: 1 } })
    const [one, other] = [await manager.setupContext('production'), await manager.setupContext('production')]
    await one.production.create('builders', { name: 'Ada' })
    site.proxy.plan('builders', 'hang')
    const hanging = failure(other.production.create('builders', { name: 'Grace' }))
    expect(await one.cleanup()).toMatchObject({ complete: true, failures: [] })
    await other.cleanup()
    await hanging
    expect(await site.app.checksum()).toBe(site.before)
  })

  test('data that still loads at the cleanup is ended, and leaves nothing', async () => {
    const manager = site.managerWith()
    const context = await manager.setupContext('production', { data: { some: buildersNeed(['Ada']) } })
    site.proxy.plan('builders', 'hang')
    const loading = failure(context.testData.get('some'))
    while (!site.proxy.heard.includes('builders')) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(await context.cleanup()).toMatchObject({ complete: true, failures: [] })
    expect((await loading).code).toBe('CANCELLED')
    expect(await site.app.checksum()).toBe(site.before)
  })

  test('a record that cannot be removed is told by name, by event and by webhook', async () => {
    const alerts: unknown[] = []
    await using webhook = await serveHandler(async (request) => {
      alerts.push(await request.json())
      return new Response(null, { status: 204 })
    })
    const manager = site.managerWith({ alertWebhook: webhook.url })
    const context = await manager.setupContext('production')
    const { id } = await context.production.create('builders', { name: 'Ada' })
    await site.app.db.query("insert into bookings (builder_id, reference, is_test) values ($1, 'R-2', 0)", [id])
    const cleanup = await context.cleanup()
    expect(cleanup.complete).toBe(false)
    expect(cleanup.failures).toMatchObject([{ what: `builders ${id}`, code: 'CLEANUP_FAILED' }])
    const { testId, runId } = context.metadata
    expect(alerts).toMatchObject([
      { kind: 'understudy.cleanup-failed', testId, runId, failures: [expect.stringContaining(id)] },
    ])
    expect(JSON.stringify(alerts)).not.toContain(key)
    expect(site.events.at(-1)).toMatchObject({ type: 'cleanup-failed', failures: [expect.stringContaining(id)] })
    await site.app.db.query('delete from bookings where builder_id = $1', [id])
    expect(await context.cleanup()).toMatchObject({ complete: true })
    expect(await site.app.checksum()).toBe(site.before)
  })

  test('a webhook that is down changes nothing but what the event says', async () => {
    const manager = site.managerWith({ alertWebhook: 'http://127.0.0.1:9', retries: 0 })
    const context = await manager.setupContext('production')
    await context.production.create('builders', { name: 'Ada' })
    site.proxy.plan('cleanup', 'drop')
    expect((await context.cleanup()).failures).toHaveLength(1)
    expect(site.events.at(-1)).toMatchObject({
      type: 'cleanup-failed',
      failures: [expect.any(String), expect.stringContaining('webhook')],
    })
  })

  test('a listener that throws changes nothing', async () => {
    const manager = site.managerWith({
      onEvent: () => {
        throw new Error('listener')
      },
    })
    await using context = await manager.setupContext('production')
    await context.production.create('builders', { name: 'Ada' })
    expect(await context.cleanup()).toMatchObject({ complete: true })
  })

  test('a test that fails keeps its own failure, whatever its cleanup does', async () => {
    const manager = site.managerWith({ retries: 0 })
    const test = async () => {
      await using context = await manager.setupContext('production')
      await context.production.create('builders', { name: 'Ada' })
      site.proxy.plan('cleanup', 'drop')
      throw new Error('the test itself')
    }
    await expect(test()).rejects.toThrow(/^the test itself$/)
  })
})
