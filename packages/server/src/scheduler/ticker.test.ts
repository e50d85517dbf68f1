import { describe, expect, onTestFinished, test } from 'vitest'
import { createBell } from '../events/bell.ts'
import { createMetrics } from '../observe/metrics.ts'
import { startTicker } from './ticker.ts'

describe('a ticker', () => {
  /** Teams with what is planned in them, on a clock that a test sets. */
  function ticking(
    plans: Record<string, number | undefined>,
    { everyMs = 20, lookMs = 1e9, slow }: { everyMs?: number; lookMs?: number; slow?: Promise<void> } = {},
  ) {
    let ms = 1000
    const bell = createBell()
    const metrics = createMetrics()
    const looks: string[] = []
    const failures: (string | undefined)[] = []
    const broken = new Set<string>()
    const ticker = startTicker({
      teams: async () => Object.keys(plans),
      async tick(team) {
        if (team === 'slow') await slow
        looks.push(team)
        if (broken.has(team)) throw new Error('broken')
        const at = plans[team]
        return { wakeAt: at === undefined ? undefined : new Date(at), watch: false }
      },
      clock: async () => new Date(ms),
      onRing: bell.onRing,
      reportFailure: (team) => failures.push(team),
      metrics,
      everyMs,
      lookMs,
    })
    onTestFinished(() => ticker.close())
    const looksAt = (team: string) => looks.filter((one) => one === team).length
    return {
      ticker,
      bell,
      metrics,
      looks,
      failures,
      broken,
      looksAt,
      pass: (by: number) => {
        ms += by
      },
    }
  }

  test('looks at every team first, and then at those where something is due or has happened', async () => {
    const plans: Record<string, number | undefined> = { soon: 5000, later: 900_000, none: undefined }
    const { bell, pass, looksAt, looks } = ticking(plans)
    await expect.poll(() => looks.length).toBe(3)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(looks).toHaveLength(3)
    plans.soon = 1_000_000
    pass(4000)
    await expect.poll(() => looksAt('soon')).toBe(2)
    bell.ring('none')
    await expect.poll(() => looksAt('none')).toBe(2)
    expect(looksAt('later')).toBe(1)
  })

  test('finds what other processes have made, by looking at all now and then', async () => {
    const plans: Record<string, number | undefined> = { one: undefined }
    const { looksAt } = ticking(plans, { lookMs: 10 })
    plans.other = undefined
    await expect.poll(() => looksAt('other')).toBeGreaterThan(1)
  })

  test('goes on where a team fails, tries it again, and says how long something has been due there', async () => {
    const { broken, failures, looksAt, pass, metrics } = ticking({ broken: 2000, whole: 2000 })
    await expect.poll(() => looksAt('whole')).toBe(1)
    broken.add('broken')
    pass(31_000)
    await expect.poll(() => failures.length).toBeGreaterThan(0)
    await expect.poll(() => looksAt('whole')).toBeGreaterThan(1)
    const figure = () => /^understudy_schedules_overdue_seconds (\d+)$/m.exec(metrics.text())?.[1]
    await expect.poll(figure).toBe('30')
    expect(new Set(failures)).toEqual(new Set(['broken']))
  })

  test('a team that is gone is looked at no more', async () => {
    const plans: Record<string, number | undefined> = { gone: 2000, other: undefined }
    const { broken, failures, pass, looksAt } = ticking(plans)
    await expect.poll(() => looksAt('gone')).toBe(1)
    broken.add('gone')
    delete plans.gone
    pass(5000)
    await expect.poll(() => failures.length).toBe(1)
    const looks = looksAt('gone')
    pass(5000)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect([looksAt('gone'), failures.length]).toEqual([looks, 1])
  })

  test('goes on while one team takes long', async () => {
    let go = () => {}
    const slow = new Promise<void>((resolve) => {
      go = resolve
    })
    const { looks } = ticking({ slow: undefined, quick: undefined, other: undefined }, { slow })
    await expect.poll(() => looks).toEqual(expect.arrayContaining(['quick', 'other']))
    go()
  })

  test('looks no more once it is closed, and waits for what is under way', async () => {
    const { ticker, bell, looks } = ticking({ one: undefined })
    await expect.poll(() => looks.length).toBe(1)
    await Promise.all([ticker.close(), ticker.close()])
    bell.ring('one')
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(looks).toHaveLength(1)
  })
})
