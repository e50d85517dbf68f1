import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { firstOf } from '../../../../test/full.ts'
import { testWhere } from '../../../../test/test-where.ts'
import { failure } from '../../test/failure.ts'
import { contentsOf, type TestShop, testShop } from '../../test/test-shop.ts'
import type { Engine } from '../database/adapter.ts'
import { connect } from '../database/connect.ts'
import type { ContextEvent } from './context-event.ts'
import type { DatabaseContext } from './data-context.ts'
import { DatabaseContextManager } from './database-context-manager.ts'
import { dataNeed } from './needs/data-need.ts'
import { fillTables } from './needs/fill-tables.ts'
import type { TestConfig } from './test-config.ts'

const engines: readonly Engine[] = ['postgres', 'sqlite', 'pglite']

type Rest = Omit<TestConfig, 'data' | 'required'>

const insert = "insert into customers (id, email) values (1, 'ada@example.com')"

describe.each(firstOf(2, engines))('%s', (engine) => {
  let shop: TestShop
  let empty: string
  let manager: DatabaseContextManager
  const configured = (more: Rest = {}): Rest => ({
    ...more,
    database: { url: shop.url, ...more.database },
    ledger: { folder: join(shop.folder, 'ledger') },
  })

  /** PGlite takes seconds to open; what it has no part in is shown by the other two. */
  const alike = testWhere(engine !== 'pglite')

  beforeAll(async () => {
    shop = await testShop(engine, `contexts_${engine}`)
    empty = await shop.contents()
    manager = new DatabaseContextManager({ environment: {} })
  })
  afterAll(() => manager.close())

  test('what a test does in its context nobody else sees, and nothing of it is left', async () => {
    const first = await manager.setupContext('database', configured())
    const second = await manager.setupContext('database', configured())
    await first.database.query(insert)
    await second.database.query(insert)
    expect(await first.database.query('select email from customers')).toHaveLength(1)
    expect([...manager.active.keys()].sort()).toEqual([first.metadata.testId, second.metadata.testId].sort())
    const reports = await Promise.all([first.cleanup('passed'), second.cleanup('failed')])
    expect(reports).toEqual([
      expect.objectContaining({ complete: true, kept: false, failures: [] }),
      expect.objectContaining({ complete: true, kept: false, failures: [] }),
    ])
    expect(manager.active.size).toBe(0)
    expect(await shop.contents()).toBe(empty)
  })

  alike('await using cleans up, whatever the test throws', async () => {
    const run = async () => {
      await using context = await manager.setupContext('database', configured())
      await context.database.query(insert)
      throw new Error('the test failed')
    }
    await expect(run()).rejects.toThrow('the test failed')
    expect(manager.active.size).toBe(0)
    expect(await shop.contents()).toBe(empty)
  })

  alike('a cleanup is one, however often it is asked for; afterwards the context is refused', async () => {
    const context = await manager.setupContext('database', {
      ...configured(),
      data: { fill: fillTables({ rows: 3 }) },
    })
    const [first, second] = await Promise.all([context.cleanup('passed'), manager.cleanupContext(context, 'failed')])
    expect(second).toBe(first)
    expect(await context.cleanup()).toBe(first)
    expect((await failure(context.testData.get('fill'))).code).toBe('CONTEXT_CLOSED')
    expect((await failure(context.url())).code).toBe('CONTEXT_CLOSED')
    expect(() => context.database).toThrow(expect.objectContaining({ code: 'CONTEXT_CLOSED' }))
  })

  test('data is loaded when it is first asked for, once, and the same for the same seed', async () => {
    const events: ContextEvent[] = []
    const config = configured({ seed: 7, onEvent: (event) => void events.push(event) })
    const data = { fill: fillTables({ rows: 20 }) }
    const rows: string[] = []
    for (const seed of [7, 7, 8]) {
      const context = await manager.setupContext('database', { ...config, data, seed })
      expect(context.testData.loaded).toEqual([])
      const [one, other] = await Promise.all([context.testData.get('fill'), context.testData.get('fill')])
      expect(other).toBe(one)
      expect(context.testData.loaded).toEqual(['fill'])
      rows.push(await contentsOf(context.database))
      expect(await manager.inspectContext(context)).toEqual({ valid: true, problems: [] })
      await context.cleanup()
    }
    expect(rows[1]).toBe(rows[0])
    expect(rows[2]).not.toBe(rows[0])
    expect(events.filter(({ type }) => type === 'data-loaded')).toHaveLength(3)
  })

  alike('required data is there before the test begins', async () => {
    const context = await manager.setupContext('database', {
      ...configured(),
      data: { fill: fillTables({ rows: 2 }) },
      required: ['fill'],
    })
    expect(context.testData.loaded).toEqual(['fill'])
    await context.cleanup()
  })

  test('a setup whose data fails takes everything back, and can be repeated', async () => {
    let broken = true
    const undone: string[] = []
    const own = dataNeed({
      database: async ({ database, onCleanup }) => {
        await database.query(insert)
        onCleanup(async () => void undone.push('own'))
        if (broken) throw new Error('not today')
        return 'made'
      },
    })
    const config = { ...configured(), data: { own }, required: ['own' as const] }
    const error = await failure(manager.setupContext('database', config))
    expect(error.code).toBe('TEST_DATA_FAILED')
    expect(error.at).toBe('data.own')
    expect(error.cause).toMatchObject({ message: 'not today' })
    expect(undone).toEqual(['own'])
    expect(manager.active.size).toBe(0)
    expect(await shop.contents()).toBe(empty)
    broken = false
    const context = await manager.setupContext('database', config)
    expect(await context.testData.get('own')).toBe('made')
    await context.cleanup()
  })

  alike('undo callbacks run last one first, and one that fails keeps nothing from going', async () => {
    const order: string[] = []
    const need = (name: string, fails = false) =>
      dataNeed({
        database: async ({ onCleanup }) =>
          onCleanup(async () => {
            order.push(name)
            if (fails) throw new Error(`${name} stays`)
          }),
      })
    const data = { a: need('a'), b: need('b', true), c: need('c') }
    const context = await manager.setupContext('database', { ...configured(), data, required: ['a', 'b', 'c'] })
    await context.database.query(insert)
    const report = await context.cleanup('passed')
    expect(order).toEqual(['c', 'b', 'a'])
    expect(report.complete).toBe(false)
    expect(report.failures).toEqual([expect.objectContaining({ message: expect.stringContaining('b stays') })])
    expect(await shop.contents()).toBe(empty)
  })

  alike(
    'a cleanup that takes longer than its timeout says what it does not know, and still ends the world',
    async () => {
      const own = dataNeed({ database: async ({ onCleanup }) => onCleanup(() => new Promise(() => {})) })
      const context = await manager.setupContext('database', {
        ...configured({ cleanup: { timeout: 2000 } }),
        data: { own },
        required: ['own'],
      })
      await context.database.query(insert)
      const report = await context.cleanup('failed')
      expect(report.failures).toEqual([expect.objectContaining({ code: 'CLEANUP_TIMEOUT' })])
      expect(await shop.contents()).toBe(empty)
    },
  )

  test('every phase is told, and a listener that throws changes nothing', async () => {
    const types: string[] = []
    const onEvent = (event: ContextEvent) => {
      types.push(event.type)
      expect(JSON.stringify(event)).not.toContain('ada@example.com')
      throw new Error('listener')
    }
    const context = await manager.setupContext('database', configured({ onEvent, runId: 'run-1' }))
    await context.database.query(insert)
    await manager.validateContext(context)
    await context.cleanup('passed')
    const own = types.filter((type) => type !== 'swept' && type !== 'leak' && type !== 'upgraded')
    expect(own).toEqual(['setup-started', 'setup-finished', 'validated', 'cleanup-started', 'cleanup-finished'])
  })

  test('a context prints and serialises as what it is about, without a secret', async () => {
    const context = await manager.setupContext('database', configured({ name: 'prints', maxAgeMinutes: 5 }))
    const { connectionInfo, metadata } = context
    expect(connectionInfo.safety).toEqual({ isolated: true, shadow: false, productionGuarded: true })
    expect(metadata).toMatchObject({ mode: 'database', scope: 'ephemeral', policy: 'always', seed: 1, name: 'prints' })
    expect(Date.parse(metadata.expiresAt) - Date.parse(metadata.startedAt)).toBe(300_000)
    expect(metadata.timings.setup).toBeGreaterThan(0)
    expect(JSON.parse(JSON.stringify(context))).toMatchObject({ mode: 'database', metadata: { name: 'prints' } })
    expect(inspect(context, { depth: 20, showHidden: true })).not.toContain('password')
    await context.cleanup()
  })

  const keeping = engine === 'pglite' ? (['never'] as const) : (['on-success', 'never'] as const)
  test.each(keeping)('with the policy %s a failed test keeps its data, and says where', async (policy) => {
    await using own = new DatabaseContextManager({ environment: {} })
    const context = await own.setupContext('database', configured({ cleanup: { policy } }))
    await context.database.query(insert)
    const report = await context.cleanup('failed')
    expect(report).toMatchObject({ complete: false, kept: true, failures: [] })
    const keptAt = report.keptAt ?? ''
    {
      await using found = await connect(keptAt)
      expect(await found.query('select email from customers')).toEqual([{ email: 'ada@example.com' }])
    }
    expect(await shop.contents()).toBe(empty)
    await dropped(keptAt)
  })

  alike('with the policy on-success a test that passed leaves nothing', async () => {
    const context = await manager.setupContext('database', configured({ cleanup: { policy: 'on-success' } }))
    await context.database.query(insert)
    expect(await context.cleanup('passed')).toMatchObject({ complete: true, kept: false })
    expect(await shop.contents()).toBe(empty)
  })

  alike('what is wrong with a context is said', async () => {
    const context = await manager.setupContext('database', { ...configured(), data: { fill: fillTables({ rows: 4 }) } })
    await context.testData.load('fill')
    await context.database.execute('delete from orders')
    expect(await manager.inspectContext(context)).toEqual({
      valid: false,
      problems: [{ about: 'data', message: 'fill: 4 of the 4 rows of orders are gone' }],
    })
    await context.cleanup()
    expect(await manager.inspectContext(context)).toMatchObject({ valid: false, problems: [{ about: 'connection' }] })
    expect(await manager.validateContext(context)).toBe(false)
  })

  alike('a setup that is cancelled ends with CANCELLED and leaves nothing', async () => {
    const controller = new AbortController()
    const own = dataNeed({
      database: async ({ database, signal }) => {
        await database.query(insert)
        controller.abort()
        signal?.throwIfAborted()
      },
    })
    const config = { ...configured({ signal: controller.signal }), data: { own }, required: ['own' as const] }
    expect((await failure(manager.setupContext('database', config))).code).toBe('CANCELLED')
    expect((await failure(manager.setupContext('database', config))).code).toBe('CANCELLED')
    expect(manager.active.size).toBe(0)
    expect(await shop.contents()).toBe(empty)
  })

  alike('many contexts at once share one opening', async () => {
    await using own = new DatabaseContextManager({ environment: {} })
    let prepared = 0
    const prepare = {
      key: 'one customer',
      run: async (database: DatabaseContext['database']) => {
        prepared++
        await database.query(insert)
      },
    }
    const contexts = await Promise.all(
      Array.from({ length: 4 }, () => own.setupContext('database', configured({ database: { prepare } }))),
    )
    for (const context of contexts) {
      expect(await context.database.query('select id from customers')).toHaveLength(1)
      await context.cleanup()
    }
    expect(prepared).toBe(1)
    await own.close()
    expect(await shop.contents()).toBe(empty)
  })

  alike('a closed manager has cleaned up what was active, and refuses more', async () => {
    const own = new DatabaseContextManager({ environment: {} })
    const context = await own.setupContext('database', configured())
    await context.database.query(insert)
    await Promise.all([own.close(), own.close()])
    expect(own.active.size).toBe(0)
    expect(await shop.contents()).toBe(empty)
    expect((await failure(own.setupContext('database', configured()))).code).toBe('CONTEXT_CLOSED')
  })

  async function dropped(url: string): Promise<void> {
    if (engine !== 'postgres') return
    const name = new URL(url).pathname.slice(1)
    expect(name).toMatch(/^understudy_/)
    await using database = await connect(shop.url)
    await database.query(`drop database "${name}" with (force)`)
  }
})
