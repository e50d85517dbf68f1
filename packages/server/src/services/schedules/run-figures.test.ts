import { expect, test } from 'vitest'
import { createMetrics } from '../../observe/metrics.ts'
import { createRunFigures } from './run-figures.ts'

test('what was decided and what it came to is counted, and how late it was', () => {
  const metrics = createMetrics()
  const figures = createRunFigures(metrics)
  figures.decided({ state: 'waiting', reason: null, lateSeconds: 2 })
  figures.decided({ state: 'skipped', reason: 'outside-window', lateSeconds: 400_000 })
  figures.ended('published')
  const text = metrics.text()
  expect(text).toContain('understudy_schedule_decisions_total{state="waiting",reason="on-time"} 1')
  expect(text).toContain('understudy_schedule_decisions_total{state="skipped",reason="outside-window"} 1')
  expect(text).toContain('understudy_schedule_runs_total{state="published"} 1')
  // Of those that are done.
  expect(text).toContain('understudy_schedule_late_seconds_sum 2')
})
