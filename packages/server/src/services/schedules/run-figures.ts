import type { Metrics } from '../../observe/metrics.ts'
import type { NewRun } from './insert-runs.ts'

/** What this process does of schedules, in figures. */
export interface RunFigures {
  decided(run: Pick<NewRun, 'state' | 'reason' | 'lateSeconds'>): void
  ended(state: 'published' | 'refused' | 'failed' | 'cancelled' | 'skipped'): void
}

const bounds = [1, 5, 15, 60, 300, 900, 3600, 86_400]

export function createRunFigures(metrics: Metrics): RunFigures {
  const decided = metrics.counter(
    'understudy_schedule_decisions_total',
    'Occurrences that this process decided about: those that are done, and why others are not.',
  )
  const ended = metrics.counter('understudy_schedule_runs_total', 'Runs of schedules that this process saw the end of.')
  const late = metrics.histogram(
    'understudy_schedule_late_seconds',
    'How much later than it was due an occurrence was decided.',
    bounds,
  )
  return {
    decided({ state, reason, lateSeconds }) {
      decided.add({ state, reason: reason ?? 'on-time' })
      if (state === 'waiting') late.observe(lateSeconds)
    },
    ended: (state) => ended.add({ state }),
  }
}
