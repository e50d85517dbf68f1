import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, expectTypeOf, test, vi } from 'vitest'
import type { DatabaseContext } from '../context/data-context.ts'
import { fillTables } from '../context/needs/fill-tables.ts'
import type { DualContext } from '../dual/dual-context.ts'
import type { FillReport } from '../fill/report.ts'
import type { ProductionContext } from '../production/production-context.ts'
import { createHooks } from './create-hooks.ts'
import type { RunnerConfig } from './runner-config.ts'

const folder = mkdtempSync(join(tmpdir(), 'understudy-hooks-'))
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => vi.unstubAllEnvs())

const notes = 'create table notes (id integer primary key, text text not null)'
const config = {
  ledger: { folder },
  database: { url: 'sqlite::memory:', prepare: { key: notes, run: (database) => database.execute(notes) } },
} satisfies RunnerConfig

describe('a test that passes', () => {
  test('has a world of its own, which is gone after it', async () => {
    await using hooks = createHooks(config)
    const [one, other] = await Promise.all([hooks.begin({ name: 'one' }), hooks.begin({ name: 'other' })])
    await one.database.query("insert into notes values (1, 'mine')")
    expect(await other.database.query('select * from notes')).toEqual([])
    expect(await hooks.end(one, { outcome: 'passed' })).toMatchObject({ complete: true, failures: [] })
    expect(() => one.database).toThrow(expect.objectContaining({ code: 'CONTEXT_CLOSED' }))
    expect(await other.database.query('select count(*) as n from notes')).toMatchObject([{ n: 0 }])
  })

  test('knows its name, its worker and its own seed', async () => {
    await using hooks = createHooks({ ...config, seed: 5 })
    const { metadata } = await hooks.begin({ name: 'shop > is paid', worker: 3 })
    expect(metadata).toMatchObject({ name: 'shop > is paid', worker: 3, mode: 'database' })
    const again = await hooks.begin({ name: 'shop > is paid' })
    expect(again.metadata.seed).toBe(metadata.seed)
    expect((await hooks.begin({ name: 'shop > is refused' })).metadata.seed).not.toBe(metadata.seed)
  })

  test('has another seed where the environment gives the suite another', async () => {
    await using hooks = createHooks(config)
    const { seed } = (await hooks.begin({ name: 'a test' })).metadata
    vi.stubEnv('UNDERSTUDY_SEED', 'night')
    expect((await hooks.begin({ name: 'a test' })).metadata.seed).not.toBe(seed)
  })

  test('may say otherwise than the suite, part by part', async () => {
    await using hooks = createHooks(config)
    const context = await hooks.begin({ name: 'on a file', config: { database: { isolation: 'file' } } })
    expect(context.isolation).toBe('file')
    expect(await context.database.query('select * from notes')).toEqual([])
    expect((await hooks.begin({ name: 'as the suite' })).isolation).toBe('image')
  })
})

describe('a test that fails', () => {
  test('has its own error, which ends with the line that makes its rows again', async () => {
    await using hooks = createHooks({ ...config, data: { all: fillTables({ rows: 2 }) } })
    const context = await hooks.begin({ name: 'fails' })
    await context.testData.load('all')
    const error = new RangeError('the shelf is empty')
    await hooks.end(context, { outcome: 'failed', error })
    expect(error).toBeInstanceOf(RangeError)
    expect(error.message).toBe(`the shelf is empty\n\nunderstudy replay '${context.replayToken}'`)
    expect(context.replayToken).toMatch(/^[^'\s]+$/)
  })

  test('says where its data was kept, if the policy keeps it', async () => {
    await using hooks = createHooks({ ...config, cleanup: { policy: 'on-success' } })
    const context = await hooks.begin({ name: 'fails' })
    const error = new Error('the shelf is empty')
    const { keptAt = '' } = await hooks.end(context, { outcome: 'failed', error })
    expect(error.message).toContain(`\nunderstudy kept its data: ${keptAt}\n`)
    rmSync(join(keptAt.replace('sqlite:', ''), '..'), { recursive: true })
  })
})

describe('hooks', () => {
  test('open once, by whoever comes first, and close what was not ended', async () => {
    const hooks = createHooks(config)
    await Promise.all([hooks.open(), hooks.open()])
    const left = await hooks.begin({ name: 'is never ended' })
    await Promise.all([hooks.close(), hooks.close()])
    expect(() => left.database).toThrow(expect.objectContaining({ code: 'CONTEXT_CLOSED' }))
    await expect(hooks.begin({ name: 'too late' })).rejects.toMatchObject({ code: 'CONTEXT_CLOSED' })
  })

  test('that were never opened close', async () => {
    await expect(createHooks(config).close()).resolves.toBeUndefined()
  })

  test('try a start again that failed', async () => {
    await using hooks = createHooks({ ...config, mode: 'environment' })
    vi.stubEnv('UNDERSTUDY_MODE', 'nowhere')
    await expect(hooks.begin({ name: 'a test' })).rejects.toMatchObject({ code: 'MODE_UNSUPPORTED' })
    vi.stubEnv('UNDERSTUDY_MODE', 'database')
    expect((await hooks.begin({ name: 'a test' })).mode).toBe('database')
  })

  test('refuse a mode whose configuration is missing, with what is missing', async () => {
    await using hooks = createHooks({ ...config, mode: 'production' })
    await expect(hooks.begin({ name: 'a test' })).rejects.toMatchObject({ code: 'TEST_CONFIG_INVALID' })
  })

  test('give a context of the type that the mode and the needs say', () => {
    const database = createHooks({ ...config, data: { all: fillTables() } })
    expectTypeOf(database.begin).returns.resolves.toExtend<DatabaseContext>()
    const load = async () => (await database.begin({ name: 'a test' })).testData.get('all')
    expectTypeOf(load).returns.resolves.toEqualTypeOf<FillReport>()
    expectTypeOf(createHooks({ mode: 'production' }).begin).returns.resolves.toExtend<ProductionContext>()
    expectTypeOf(createHooks({ mode: 'dual' }).begin).returns.resolves.toExtend<DualContext>()
    type Any = Awaited<ReturnType<ReturnType<typeof anyMode>['begin']>>
    const anyMode = () => createHooks({ mode: 'environment' })
    expectTypeOf<Any['mode']>().toEqualTypeOf<'database' | 'production' | 'dual'>()
  })
})
