import type { Call, Services } from '../call.ts'
import { change } from '../change.ts'
import { dropReferences } from '../datasets/write/drop-references.ts'

const day = 86_400_000
/** Figures are kept longer than failing rows: they are what a trend is seen by. */
const historyDays = 400
const incidentDays = 400
/** So long the rows of a version that was refused can be looked into. */
const refusedDays = 7

type TidyServices = Pick<Services, 'store' | 'trail' | 'bell' | 'now' | 'newId'>

/**
 * For every team: failing rows whose time is over, checks and incidents that are old, and the rows of versions that did
 * not pass their gate. To be repeated; a team where it fails keeps no other from its turn.
 */
export async function tidyQuality(services: TidyServices, signal: AbortSignal): Promise<void> {
  const failures: unknown[] = []
  for (const team of await services.store.places()) {
    if (signal.aborted) return
    try {
      await tidyTeam(services, team)
      await eraseRefused(services, team, signal)
    } catch (thrown) {
      // Any failure: the next team has its turn all the same.
      failures.push(thrown)
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'some teams’ quality could not be tidied')
}

async function tidyTeam({ store, now }: TidyServices, team: string): Promise<void> {
  const before = (days: number) => new Date(now().getTime() - days * day).toISOString()
  const kept = await store.readTeam(team, (db) =>
    db
      .selectFrom('quality_runs as r')
      .innerJoin('quality_rules as q', (on) =>
        on
          .onRef('q.team_id', '=', 'r.team_id')
          .onRef('q.dataset_id', '=', 'r.dataset_id')
          .onRef('q.version', '=', 'r.rules_version'),
      )
      .select(['r.id', 'r.at', 'q.samples'])
      .where('r.team_id', '=', team)
      .where('r.samples_sealed', 'is not', null)
      .execute(),
  )
  const over = kept
    .filter(({ at, samples }) => (at ?? '') < before(Number(JSON.parse(samples).days)))
    .map(({ id }) => id)
  await store.team(team, async (tx) => {
    for (let from = 0; from < over.length; from += 500) {
      await tx
        .updateTable('quality_runs')
        .set({ samples_sealed: null })
        .where('team_id', '=', team)
        .where('id', 'in', over.slice(from, from + 500))
        .execute()
    }
    // Of processes that died before there was a job.
    await tx
      .deleteFrom('quality_runs')
      .where('team_id', '=', team)
      .where('status', '=', 'running')
      .where('started_at', '<', before(1))
      .where((is) =>
        is.not(
          is.exists(
            is
              .selectFrom('jobs')
              .select('jobs.id')
              .where('jobs.team_id', '=', team)
              .whereRef('jobs.id', '=', 'quality_runs.job_id'),
          ),
        ),
      )
      .execute()
    await tx
      .deleteFrom('quality_runs')
      .where('team_id', '=', team)
      .where('started_at', '<', before(historyDays))
      .execute()
    await tx
      .deleteFrom('incidents')
      .where('team_id', '=', team)
      .where('resolved_at', '<', before(incidentDays))
      .execute()
  })
}

/** Blobs are left to the sweep of datasets. */
async function eraseRefused(services: TidyServices, team: string, signal: AbortSignal): Promise<void> {
  const old = new Date(services.now().getTime() - refusedDays * day).toISOString()
  const refused = await services.store.readTeam(team, (db) =>
    db
      .selectFrom('versions')
      .select(['dataset_id', 'version'])
      .where('team_id', '=', team)
      .where('status', '=', 'refused')
      .where('content_hash', 'is not', null)
      .where('created_at', '<', old)
      .execute(),
  )
  const call: Call = { actor: { kind: 'system', for: undefined }, requestId: 'tidy-quality', ip: null, signal }
  for (const { dataset_id: dataset, version } of refused) {
    await change(services, call, team, async (tx, note) => {
      await dropReferences(tx, { team, dataset, version: Number(version) })
      await tx
        .updateTable('versions')
        .set({ status: 'erased', schema_sealed: null, content_hash: null })
        .where('team_id', '=', team)
        .where('dataset_id', '=', dataset)
        .where('version', '=', version)
        .execute()
      const details = { version: Number(version), why: 'refused' }
      note.audit({ action: 'version.erase', subject: `dataset:${dataset}`, details })
    })
  }
}
