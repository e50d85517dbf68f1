import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Decided, decide, type Situation } from './decide.ts'
import { instantIn, type Occurrence } from './occurrence.ts'
import { type Policies, usualPolicies } from './policies.ts'

const now = new Date('2026-06-15T12:00:00Z')
const hoursAgo = (hours: number): Occurrence => instantIn(new Date(now.getTime() - hours * 3_600_000), 'UTC')

function decided(
  policies: Partial<Policies>,
  due: readonly number[],
  { waiting = 0, underWay = 0, stopped = null, more = false }: Partial<Situation> = {},
): Decided {
  return decide({
    now,
    policies: { ...usualPolicies, ...policies },
    due: due.map(hoursAgo),
    more,
    stopped,
    waiting,
    underWay,
  })
}
const told = ({ decisions }: Decided) => decisions.map(({ kind, state, reason }) => [kind, state, reason].join(' '))

describe('what becomes of an occurrence', () => {
  test('on time it is done, late it is done and said to be late', () => {
    expect(told(decided({}, [0]))).toEqual(['scheduled waiting '])
    expect(told(decided({}, [0.1]))).toEqual(['scheduled waiting late'])
    expect(decided({}, [0.1]).decisions[0]?.lateSeconds).toBe(360)
  })

  test('that was missed: skipped, the last one caught up on, or all of them', () => {
    const due = [24 * 40, 40, 20, 9, 3]
    expect(told(decided({ missed: 'skip' }, due))).toEqual(Array(5).fill('scheduled skipped missed'))
    expect(told(decided({ missed: 'once' }, due))).toEqual([
      'scheduled skipped outside-window',
      'scheduled skipped outside-window',
      'scheduled skipped superseded',
      'scheduled skipped superseded',
      'catchup waiting missed',
    ])
    expect(told(decided({ missed: 'all', missedWithinHours: 48, missedAtMost: 2 }, due))).toEqual([
      'scheduled skipped outside-window',
      'scheduled skipped beyond-cap',
      'scheduled skipped beyond-cap',
      'catchup waiting missed',
      'catchup waiting missed',
    ])
  })

  test('of those that were missed none is done once one is on time, unless each is wanted', () => {
    expect(told(decided({}, [3, 0]))).toEqual(['scheduled skipped superseded', 'scheduled waiting '])
    expect(told(decided({ missed: 'all' }, [3, 0]))).toEqual(['catchup waiting missed', 'scheduled waiting '])
  })

  test('while another run is under way: skipped, in a queue of one, or in its place', () => {
    const busy = { underWay: 1 }
    expect(told(decided({ overlap: 'skip' }, [0], busy))).toEqual(['scheduled skipped overlap'])
    expect(told(decided({ overlap: 'queueOne' }, [0], busy))).toEqual(['scheduled waiting queued'])
    expect(told(decided({ overlap: 'queueOne' }, [0], { ...busy, waiting: 1 }))).toEqual([
      'scheduled skipped queue-full',
    ])
    const instead = decided({ overlap: 'cancelPrevious' }, [0], busy)
    expect([told(instead), instead.cancelOthers]).toEqual([['scheduled waiting cancels-previous'], true])
    expect(decided({ overlap: 'cancelPrevious' }, [0]).cancelOthers).toBe(false)
  })

  test.each(['paused', 'changed', 'removed', 'team-archived'] as const)('nothing is done: %s', (stopped) => {
    expect(told(decided({ missed: 'all', overlap: 'cancelPrevious' }, [30, 3, 0], { stopped, underWay: 1 }))).toEqual(
      Array(3).fill(`scheduled skipped ${stopped}`),
    )
  })

  test('whatever the situation: one decision for each, a reason for each that is not done, no more than may be', () => {
    const situation = fc.record({
      policies: fc.record({
        graceMinutes: fc.integer({ min: 1, max: 1440 }),
        missed: fc.constantFrom('skip', 'once', 'all'),
        missedWithinHours: fc.integer({ min: 1, max: 8784 }),
        missedAtMost: fc.integer({ min: 1, max: 50 }),
        overlap: fc.constantFrom('skip', 'queueOne', 'cancelPrevious'),
        pauseAfterFailures: fc.constant(null),
      }),
      due: fc
        .uniqueArray(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 60 })
        .map((hours) => hours.sort((a, b) => b - a).map(hoursAgo)),
      more: fc.boolean(),
      stopped: fc.constantFrom(null, null, 'paused', 'team-archived'),
      waiting: fc.integer({ min: 0, max: 3 }),
      underWay: fc.integer({ min: 0, max: 2 }),
    }) satisfies fc.Arbitrary<Omit<Situation, 'now'>>
    fc.assert(
      fc.property(situation, (given) => {
        const { decisions } = decide({ ...given, now })
        expect(decisions.map(({ occurrence }) => occurrence)).toEqual(given.due)
        for (const { state, reason } of decisions) if (state === 'skipped') expect(reason).not.toBeNull()
        const done = decisions.filter(({ state }) => state === 'waiting')
        const onTime = (one: Occurrence) => now.getTime() - Date.parse(one.at) <= given.policies.graceMinutes * 60_000
        const caughtUp = done.filter(({ occurrence }) => !onTime(occurrence))
        expect(caughtUp.every(({ kind }) => kind === 'catchup')).toBe(true)
        for (const { occurrence } of caughtUp) {
          const late = now.getTime() - Date.parse(occurrence.at)
          expect(late).toBeLessThanOrEqual(given.policies.missedWithinHours * 3_600_000)
        }
        const most = { skip: 0, once: 1, all: given.policies.missedAtMost }[given.policies.missed]
        expect(caughtUp.length).toBeLessThanOrEqual(given.more || given.stopped ? 0 : most)
        if (given.stopped) expect(done).toEqual([])
        // The one that is on time is done wherever nothing stands in its way.
        const last = decisions.at(-1)!
        if (onTime(last.occurrence) && !given.stopped && given.waiting + given.underWay === 0) {
          expect(last.state).toBe('waiting')
        }
      }),
    )
  })
})
