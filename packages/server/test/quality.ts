import { afterAll } from 'vitest'
import { createUsageMeter } from '../src/jobs/usage-meter.ts'
import { createDataset } from '../src/services/datasets/create-dataset.ts'
import { importVersion } from '../src/services/datasets/write/import-version.ts'
import type { Job } from '../src/services/jobs/job.ts'
import { validateKind } from '../src/services/jobs/kinds/validate.ts'
import { readJob } from '../src/services/jobs/read-job.ts'
import { startWorkers } from '../src/services/jobs/start-workers.ts'
import { putRules } from '../src/services/quality/put-rules.ts'
import { readRun } from '../src/services/quality/read-run.ts'
import { startCheck } from '../src/services/quality/start-quality-job.ts'
import type { Store } from '../src/store/store.ts'
import { testPace, until } from './jobs.ts'
import { testServer } from './server.ts'
import { server } from './services.ts'

/** Quality over a real store: checks in partitions of a few rows, and the shortest ways to data, rules and checks. */
export async function testQuality(engine: Store['engine'], name = 'quality') {
  const opened = await testServer(engine, { name })
  const { faults } = opened
  const kinds = new Map([
    ...opened.services.kinds,
    ['validate', validateKind(opened.services, { rowsOfPartition: 100 })],
  ])
  const services = { ...opened.services, kinds }
  const reportFailure = (_what: string | undefined, thrown: unknown) => void faults.push(thrown)
  const team = await opened.team()

  const ended = (job: Pick<Job, 'id'>) =>
    until(async () => {
      const found = await readJob(services, server, { team, job: job.id })
      return !['pending', 'running'].includes(found.status) && found
    })
  return {
    ...opened,
    services,
    team,
    reportFailure,
    ended,
    /** Jobs are done from now on. */
    async work() {
      const worker = { ...services, meter: createUsageMeter(), reportFailure, ...testPace }
      const workers = await startWorkers(worker, { concurrency: 2, ...testPace })
      afterAll(() => workers.close(AbortSignal.abort()))
    },
    /** A dataset of an entity `people`. */
    dataset: async (datasetName: string) =>
      (await createDataset(services, server, team, { name: datasetName, description: '' })).id,
    upload: (dataset: string, rows: readonly object[]) =>
      importVersion(services, server, { team, dataset, format: 'ndjson', entity: 'people' }, linesOf(rows)),
    rules: (dataset: string, lists: object, gate: Parameters<typeof putRules>[2]['gate'] = null) =>
      putRules(services, server, {
        team,
        dataset,
        rules: { kind: 'understudy.quality-rules', version: 1, ...lists },
        gate,
        samples: { rows: 5, days: 30 },
      }),
    async check(dataset: string, version?: number) {
      const job = await ended(await startCheck(services, server, { team, dataset, version }))
      if (job.status !== 'completed') throw new Error(`the check ended ${job.status}: ${job.errorMessage}`)
      const { report, ...run } = await readRun(services, server, { team, run: String(job.result?.run) })
      if (!report) throw new Error('a check that is done has a report')
      return { job, run, report }
    },
  }
}

async function* linesOf(rows: readonly object[]): AsyncGenerator<Uint8Array> {
  yield Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
}
