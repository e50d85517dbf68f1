import { createServer } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { firstOf } from '../../../../../test/full.ts'
import { failure } from '../../../test/failure.ts'
import { openProductionSite, type ProductionSite, secret, unchecked } from '../../../test/production-site.ts'
import { type Fault, serveHandler } from '../../../test/served-handler.ts'
import { ProductionTestDataManager } from '../production-test-data-manager.ts'

const postgresUrl = testDatabase('production_send')
const engines: [string, () => Promise<string | undefined>][] = [
  ['sqlite', async () => undefined],
  ['postgres', () => postgresUrl],
]
let site: ProductionSite

const allFaults: Fault[][] = [
  ['drop'],
  ['lose'],
  ['cut'],
  ['refuse'],
  ['fail'],
  ['hang'],
  ['lose', 'cut', 'fail'],
  ['drop', 'refuse', 'lose', 'hang'],
]

describe.each(firstOf(1, engines))('with the registry in %s', (_engine, url) => {
  beforeEach(async () => {
    site = await openProductionSite(await url())
  })
  afterEach(() => site.close())

  test.each(allFaults.map((list) => [list.join(', '), list] as const))(
    'a creation that meets %s makes one record, whoever has to ask again',
    async (_name, list) => {
      const manager = site.managerWith({ timeout: 250 })
      site.proxy.plan('builders', ...list)
      const ada = await manager.create('builders', { name: 'Ada' })
      expect(await site.app.testRows()).toBe(1)
      expect(manager.created).toMatchObject([{ type: 'builders', id: ada.id }])
      const sent = site.proxy.headers('builders')
      expect(sent).toHaveLength(list.length + 1)
      expect(new Set(sent.map((headers) => headers['idempotency-key'])).size).toBe(1)
      expect(new Set(sent.map((headers) => headers['x-test-nonce'])).size).toBe(sent.length)
      expect(new Set(sent.map((headers) => headers['x-test-signature'])).size).toBe(sent.length)
      await manager.cleanup()
      expect(await site.app.checksum()).toBe(site.before)
    },
  )

  test('a scenario whose answer is lost is made once', async () => {
    const manager = site.managerWith()
    site.proxy.plan('booked-builders', 'lose', 'cut')
    await manager.createScenario('booked-builders', { bookings: 1 })
    expect(await site.app.testRows()).toBe(3)
    await manager.cleanup()
    expect(await site.app.checksum()).toBe(site.before)
  })

  test.each(allFaults.map((list) => [list.join(', '), list] as const))(
    'a cleanup that meets %s is complete',
    async (_name, list) => {
      const manager = site.managerWith({ timeout: 250 })
      await manager.create('builders', { name: 'Ada' })
      site.proxy.plan('cleanup', ...list)
      expect(await manager.cleanup()).toMatchObject({ complete: true })
      expect(await site.app.checksum()).toBe(site.before)
    },
  )

  test('where all attempts fail, what may have been created is removed by the cleanup', async () => {
    const manager = site.managerWith({ retries: 1 })
    site.proxy.plan('builders', 'lose', 'lose')
    expect((await failure(manager.create('builders', { name: 'Ada' }))).code).toBe('TEST_API_UNREACHABLE')
    expect(await site.app.testRows()).toBe(1)
    expect(manager.created).toEqual([])
    expect(await manager.cleanup()).toMatchObject({ deleted: { builders: 1 }, complete: true })
    expect(await site.app.checksum()).toBe(site.before)
  })
})

describe('what an API answers', () => {
  beforeEach(async () => {
    site = await openProductionSite()
  })
  afterEach(() => site.close())

  test('a list without inputs asks for nothing', async () => {
    const manager = site.managerWith()
    expect(await manager.createMany('builders', [])).toEqual([])
    expect(site.proxy.heard).toEqual([])
  })

  test('what answers with a page, a redirect or another JSON is no test data API', async () => {
    const answers = [
      () => new Response('<h1>Sign in</h1>', { status: 200 }),
      () => new Response(null, { status: 302, headers: { Location: `${site.server.url}/api/test/verify-access` } }),
      () => new Response('{"ok":true}'),
      () => new Response('not found', { status: 404 }),
    ]
    for (const answer of answers) {
      await using other = await serveHandler(async () => answer())
      const manager = site.managerWith({ baseUrl: other.url, retries: 0 })
      expect((await failure(manager.initialize())).code).toBe('TEST_API_UNREACHABLE')
    }
  })

  test('what the API refuses is told with its code and its request id, and not tried again', async () => {
    const wrong = site.managerWith({ secret: { id: 'ci', key: 'x'.repeat(40) } })
    const refused = await failure(wrong.initialize())
    expect(refused.code).toBe('TEST_API_UNAUTHORIZED')
    expect(refused.details.requestId).toMatch(/^[\w-]{36}$/)
    expect(new Set(refused.suggestedActions).size).toBe(refused.suggestedActions.length)
    expect(refused.message + JSON.stringify(refused)).not.toContain('xxxx')
    const manager = site.managerWith()
    const invalid = await failure(manager.create('builders', { name: '' }))
    expect(invalid.code).toBe('ENTITY_INVALID')
    expect(invalid.details.problems).toEqual([{ path: expect.stringContaining('name'), message: expect.any(String) }])
    expect((await failure(manager.create(unchecked<'builders'>('customers'), { name: 'x' }))).code).toBe(
      'TEST_OPERATION_UNKNOWN',
    )
    expect(site.proxy.heard).toEqual(['verify-access', 'verify-access', 'builders', 'customers'])
  })

  test.each([true, false])('shadow %s and an answer that says otherwise is no answer', async (shadow) => {
    const manager = site.managerWith({
      shadow,
      fetch: async (request) => {
        if (request.url.endsWith('/verify-access')) return site.app.api(request)
        const record = { type: 'builders', id: '1', record: { id: '1' } }
        return Response.json({ created: [record], expiresAt: '2026-05-01T12:00:00Z', shadow: !shadow })
      },
    })
    const refused = await failure(manager.create('builders', { name: 'Ada' }))
    expect(refused).toMatchObject({ code: 'TEST_API_UNREACHABLE', hint: expect.stringContaining('X-Test-Shadow') })
    expect([manager.created, manager.shadowed]).toEqual([[], []])
  })

  test('an input that is no JSON never leaves', async () => {
    const manager = site.managerWith()
    const circle: Record<string, unknown> = { name: 'Ada' }
    circle.self = circle
    expect((await failure(manager.create('builders', unchecked(circle)))).code).toBe('ENTITY_INVALID')
    expect(site.proxy.heard).toEqual(['verify-access'])
  })

  test('an answer that is slower than the timeout is an attempt that failed', async () => {
    const manager = site.managerWith({ timeout: 100, retries: 0 })
    await manager.initialize()
    site.proxy.plan('builders', 'hang')
    const slow = await failure(manager.create('builders', { name: 'Ada' }))
    expect(slow).toMatchObject({ code: 'TEST_API_UNREACHABLE', message: expect.stringContaining('within 100 ms') })
  })

  test('a base URL with a path and a base path of its own are asked as they stand', async () => {
    const asked: string[] = []
    const manager = site.managerWith({
      baseUrl: `${site.server.url}/shop/`,
      basePath: '/hidden/tests',
      retries: 0,
      fetch: async (request) => {
        asked.push(new URL(request.url).pathname)
        return Response.json({}, { status: 404 })
      },
    })
    await failure(manager.initialize())
    expect(asked).toEqual(['/shop/hidden/tests/verify-access'])
  })

  test('a server that never answers does not hold the process', async () => {
    const deaf = createServer(() => {})
    await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve))
    const address = deaf.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const manager = new ProductionTestDataManager(`http://127.0.0.1:${port}`, { secret, timeout: 50, retries: 1 })
    expect((await failure(manager.initialize())).code).toBe('TEST_API_UNREACHABLE')
    deaf.close()
    deaf.closeAllConnections()
  })
})
