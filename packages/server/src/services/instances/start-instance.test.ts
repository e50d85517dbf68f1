import { describe, expect, onTestFinished, test } from 'vitest'
import { TestClock } from '../../../test/services.ts'
import { engines, testStore } from '../../../test/store.ts'
import { createLog } from '../../observe/log.ts'
import { createMetrics } from '../../observe/metrics.ts'
import { forgetInstances, livingInstances } from './instances.ts'
import { startInstance } from './start-instance.ts'

describe.each(engines)('processes on one store on %s', async (engine) => {
  const store = await testStore(engine, 'instances')

  /** A process of a version, until the test is over. */
  async function starter() {
    await forgetInstances(store)
    const clock = new TestClock()
    const lines: string[] = []
    return {
      clock,
      said: () => lines.map((line) => JSON.parse(line)).map(({ time, failure, ...line }) => line),
      async start(version: string, schema: number, onOutdated = () => {}) {
        const metrics = createMetrics()
        const running = await startInstance({
          store,
          clock: async () => clock.now(),
          log: createLog((line) => lines.push(line), clock.now),
          metrics,
          self: { version, schema, role: 'all' },
          onOutdated,
          everyMs: 20,
        })
        onTestFinished(() => running.close())
        return { ...running, metrics }
      },
    }
  }

  test('know of each other, with their versions, until they are closed or silent', async () => {
    const { clock, start, said } = await starter()
    const one = await start('1.0.0', 2)
    const other = await start('1.0.0', 2)
    const alive = async () =>
      (await livingInstances(store, clock.now())).map(({ version, schema }) => [version, schema])
    expect(await alive()).toEqual([
      ['1.0.0', 2],
      ['1.0.0', 2],
    ])
    await expect.poll(() => one.metrics.text()).toContain('understudy_instances 2\n')
    await Promise.all([other.close(), other.close()])
    expect(await alive()).toEqual([['1.0.0', 2]])
    await expect.poll(() => one.metrics.text()).toContain('understudy_instances 1\n')
    clock.pass(60)
    expect(await livingInstances(store, new Date(clock.ms + 60_000))).toEqual([])
    expect(said()).toEqual([])
  })

  test('of two versions say so once, and go on where their schema is one', async () => {
    const { start, said } = await starter()
    let outdated = 0
    const one = await start('1.0.0', 2, () => outdated++)
    const other = await start('1.1.0', 2, () => outdated++)
    await expect.poll(() => said().length).toBe(2)
    await expect.poll(() => one.metrics.text()).toContain('understudy_instances_of_other_versions 1\n')
    expect(said()).toEqual(
      expect.arrayContaining([
        { level: 'warning', event: 'instance.mixed', version: '1.0.0', others: '1.1.0', count: 1 },
        { level: 'warning', event: 'instance.mixed', version: '1.1.0', others: '1.0.0', count: 1 },
      ]),
    )
    await other.close()
    await expect.poll(() => one.metrics.text()).toContain('understudy_instances_of_other_versions 0\n')
    expect(said()).toHaveLength(2)
    expect(outdated).toBe(0)
  })

  test('of an older schema end their work, even where the newer one is gone already', async () => {
    const { clock, start, said } = await starter()
    let outdated = 0
    const old = await start('1.0.0', 2, () => outdated++)
    const newer = await start('2.0.0', 3)
    await newer.close()
    await expect.poll(() => outdated).toBe(1)
    expect(said()).toContainEqual({
      level: 'error',
      event: 'instance.outdated',
      version: '1.0.0',
      schema: 2,
      newest: 3,
    })
    clock.pass(120)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(outdated).toBe(1)
    await old.close()
  })

  test('are forgotten a day after they were heard of last', async () => {
    const { clock, start } = await starter()
    await (await start('1.0.0', 2)).close()
    clock.pass(25 * 3600)
    await start('1.1.0', 2)
    expect(await store.readSystem((db) => db.selectFrom('instances').select('version').execute())).toEqual([
      { version: '1.1.0' },
    ])
  })
})
