import { expect, test } from 'vitest'
import { createMetrics } from '../../observe/metrics.ts'
import { createJobFigures, watchQueue } from './job-figures.ts'

const lines = (text: string) =>
  text.split('\n').filter((line) => line.startsWith('understudy_') && !line.includes('bucket'))

test('what is worked on is counted while it lasts, and then by what came of it', () => {
  const metrics = createMetrics()
  let now = 0
  const figures = createJobFigures(metrics, () => now)
  const [one, other] = [figures.begin('generate'), figures.begin('generate')]
  expect(lines(metrics.text())).toEqual(['understudy_job_partitions_under_way{kind="generate"} 2'])
  now = 2000
  one('done')
  other('given back')
  expect(lines(metrics.text())).toEqual([
    'understudy_job_partitions_under_way{kind="generate"} 0',
    'understudy_job_partitions_total{kind="generate",outcome="done"} 1',
    'understudy_job_partitions_total{kind="generate",outcome="given back"} 1',
    'understudy_job_partition_seconds_sum{kind="generate"} 4',
    'understudy_job_partition_seconds_count{kind="generate"} 2',
  ])
})

test('what waits in the queue is looked at now and then, and goes on after a failure', async () => {
  const metrics = createMetrics()
  const failures: unknown[] = []
  let waiting = 7
  const count = async () => {
    if (waiting === 8) throw new Error('not reached')
    return { waiting, taken: 1 }
  }
  const watch = watchQueue({ count }, metrics, { everyMs: 1, onError: (thrown) => failures.push(thrown) })
  const found = () => lines(metrics.text())
  await expect.poll(found).toEqual(['understudy_job_queue{state="waiting"} 7', 'understudy_job_queue{state="taken"} 1'])
  waiting = 8
  await expect.poll(() => failures.length).toBeGreaterThan(0)
  waiting = 9
  await expect.poll(found).toContain('understudy_job_queue{state="waiting"} 9')
  await watch.close()
})
