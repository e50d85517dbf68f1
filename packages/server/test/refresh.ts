import { afterAll } from 'vitest'
import type { Job } from '../src/services/jobs/job.ts'
import { startGeneration } from '../src/services/jobs/start-generation.ts'
import { startQualityWatch } from '../src/services/quality/quality-watch.ts'
import { findRefresh } from '../src/services/refresh/refresh.ts'
import type { Store } from '../src/store/store.ts'
import { people, until } from './jobs.ts'
import { testQuality } from './quality.ts'
import { server } from './services.ts'

/** Refreshes over a real store: checks begin by themselves and jobs are done once `work` was called. */
export async function testRefresh(engine: Store['engine'], name = 'refresh') {
  const quality = await testQuality(engine, name)
  const { services, team, ended, reportFailure } = quality
  const done = async (job: Pick<Job, 'id'>) => {
    const { status, errorMessage } = await ended(job)
    if (status !== 'completed') throw new Error(`the job ended ${status}: ${errorMessage}`)
  }
  return {
    ...quality,
    done,
    async work() {
      await quality.work()
      const watch = startQualityWatch({ services, bell: services.bell, reportFailure })
      afterAll(() => watch.close())
    },
    /** A dataset of so many generated people: its id. */
    async generated(dataset: string, rows = 20): Promise<string> {
      const asked = { team, dataset, schema: people, options: { rows, seed: 1 } }
      const job = await startGeneration(services, server, asked)
      await done(job)
      const { result } = await ended(job)
      return String(result?.dataset)
    },
    /** A gate that asks for so many rows at the least. */
    gate: (dataset: string, min: number) =>
      quality.rules(
        dataset,
        { completenessRules: [{ type: 'rowCount', id: 'enough', entity: 'people', min, severity: 'critical' }] },
        { refuse: 'failed', strict: false, minScore: null },
      ),
    refresh: (id: string) => services.store.readTeam(team, (db) => findRefresh(db, team, id)),
    settled: (id: string | null) =>
      until(async () => {
        const found = await services.store.readTeam(team, (db) => findRefresh(db, team, String(id)))
        return found.state !== 'running' && found
      }),
    published: async (...datasets: readonly string[]) => {
      const rows = await services.store.readTeam(team, (db) =>
        db.selectFrom('datasets').select(['id', 'published_version']).where('team_id', '=', team).execute(),
      )
      return datasets.map((one) => Number(rows.find(({ id }) => id === one)?.published_version))
    },
    statuses: async (dataset: string) =>
      (
        await services.store.readTeam(team, (db) =>
          db
            .selectFrom('versions')
            .select('status')
            .where('team_id', '=', team)
            .where('dataset_id', '=', dataset)
            .orderBy('version')
            .execute(),
        )
      ).map(({ status }) => status),
    events: async (type: string) =>
      (
        await services.store.readTeam(team, (db) =>
          db.selectFrom('events').selectAll().where('team_id', '=', team).where('type', '=', type).execute(),
        )
      ).map(({ subject, data }) => ({ subject, ...JSON.parse(data) })),
  }
}
