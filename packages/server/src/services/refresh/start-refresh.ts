import { UnderstudyError } from '@understudy/sdk'
import { nameOf } from '../../auth/actor.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { TeamTransaction } from '../../store/store.ts'
import type { Call } from '../call.ts'
import { change } from '../change.ts'
import { refuseConflicts } from '../customizations/conflict.ts'
import { remadeBy } from '../customizations/remade-by.ts'
import { type Dataset, findDataset } from '../datasets/dataset.ts'
import { wantedDatasets } from '../datasets/wanted-datasets.ts'
import type { JobServices } from '../jobs/job-services.ts'
import { customizationsFor } from '../teams/config/read-team-config.ts'
import { teamFor } from '../teams/team-for.ts'
import { advanceRefresh } from './advance-refresh.ts'
import { partOfDataset } from './part.ts'
import { findRefresh, type Refresh, seedPlace } from './refresh.ts'
import { type RefreshSeed, refuseUse, remakeFor } from './remake-for.ts'

export interface RefreshRequest {
  readonly team: string
  /** By id or name; all of the team where they are left out. */
  readonly datasets?: readonly string[] | undefined
  readonly seed?: RefreshSeed | undefined
  /** All are published at once when every one has passed its gates, or none is. It is so where this is left out. */
  readonly together?: boolean | undefined
  /** The schedule that it is of. */
  readonly schedule?: string | undefined
  /** Chosen by whoever may have to ask again: the same one again is the refresh that is there. */
  readonly id?: string | undefined
}

export interface StartedRefresh {
  readonly team: string
  /** Null where nothing could be made anew. */
  readonly refresh: string | null
  /** What is being made, by which job; null where it waits for its turn. */
  readonly started: readonly { readonly dataset: string; readonly name: string; readonly job: string | null }[]
  /** What is not, and stays as it is. */
  readonly skipped: readonly Skipped[]
}

interface Skipped {
  readonly dataset: string
  readonly name: string
  readonly errorCode: string
  readonly why: string
}

/**
 * The next versions of datasets, by what their published ones were made by, with what the team has configured by now.
 * Until they have passed their gates nobody sees them, and what is read stays what it is. Once this returns the refresh
 * ends in one of its states, whatever process dies.
 */
export async function startRefresh(
  services: JobServices,
  call: Call,
  { team: named, datasets, seed, together = true, schedule, id = services.newId() }: RefreshRequest,
): Promise<StartedRefresh> {
  const { id: team } = await teamFor(services, call, 'jobs.start', named)
  await teamFor(services, call, 'datasets.write', team)
  if (await stands(services, team, id)) return resumed(services, call, team, id)
  const wanted = await wantedDatasets(services, team, datasets)
  const skipped: Skipped[] = []
  const makeable: Dataset[] = []
  for (const dataset of wanted) {
    const why = await whyNot(services, call, team, dataset, { seed, evenOutOfCycle: datasets !== undefined })
    if (why === undefined) makeable.push(dataset)
    else if (together && why.code !== 'NOT_REFRESHABLE') throw why
    else skipped.push(skippedFor(dataset, why))
  }
  if (makeable.length === 0) return { team, refresh: null, started: [], skipped }
  const seed_sealed = await services.sealer.sealJson(team, seedPlace(id), { seed: seed ?? null })
  const inserted = await change(services, call, team, async (tx, note) => {
    const there = await tx
      .selectFrom('refreshes')
      .select('id')
      .where('team_id', '=', team)
      .where('id', '=', id)
      .executeTakeFirst()
    if (there) return { busy: [] }
    const free: Dataset[] = []
    const busy: Skipped[] = []
    for (const { id: dataset } of makeable) {
      const found = await findDataset(tx, team, dataset)
      const other = await partOfDataset(tx, { team, dataset })
      if (!other) free.push(found)
      else if (together) throw beingMade(found, other.refresh_id)
      else busy.push(skippedFor(found, beingMade(found, other.refresh_id)))
    }
    if (free.length === 0) return { busy, none: true }
    await insert(tx, { team, id, together, schedule, seed_sealed, by: nameOf(call.actor), at: services.now() }, free)
    const data = { schedule: schedule ?? null, together, datasets: free.length }
    note.audit({ action: 'refresh.start', subject: `refresh:${id}`, details: data })
    note.event({ type: 'refresh.started', subject: `refresh:${id}`, data })
    return { busy }
  })
  const left = [...skipped, ...inserted.busy]
  if (inserted.none) return { team, refresh: null, started: [], skipped: left }
  return { ...(await resumed(services, call, team, id)), skipped: left }
}

async function resumed(services: JobServices, call: Call, team: string, id: string): Promise<StartedRefresh> {
  await advanceRefresh(services, call, team, id)
  const { datasets } = await services.store.readTeam(team, (db) => findRefresh(db, team, id))
  return { team, refresh: id, started: datasets.map(({ dataset, name, job }) => ({ dataset, name, job })), skipped: [] }
}

async function stands({ store }: JobServices, team: string, id: string): Promise<boolean> {
  const row = await store.readTeam(team, (db) =>
    db.selectFrom('refreshes').select('id').where('team_id', '=', team).where('id', '=', id).executeTakeFirst(),
  )
  return row !== undefined
}

/** What the dataset is to blame for. Everything else is a failure of the whole. */
async function whyNot(
  services: JobServices,
  call: Call,
  team: string,
  dataset: Dataset,
  options: Parameters<typeof remakeFor>[3],
): Promise<RequestError | UnderstudyError | undefined> {
  try {
    const remake = await remakeFor(services, team, dataset, options)
    await refuseUse(services, call, team, { remake, named: options.evenOutOfCycle })
    if ('recipe' in remake) {
      refuseConflicts(remadeBy(remake.recipe, await customizationsFor(services, team, dataset.name)).conflicts)
    }
    return undefined
  } catch (thrown) {
    if (thrown instanceof RequestError || thrown instanceof UnderstudyError) return thrown
    throw thrown
  }
}

function skippedFor({ id, name }: Dataset, { code, message }: RequestError | UnderstudyError): Skipped {
  return { dataset: id, name, errorCode: code, why: message }
}

function beingMade({ name }: Dataset, refresh: string): RequestError {
  return new RequestError('CONFLICT', {
    message: `${JSON.stringify(name)} is being made anew already`,
    hint: 'Wait until that refresh has ended, or cancel it.',
    details: { refresh },
  })
}

async function insert(
  tx: TeamTransaction,
  refresh: Pick<Refresh, 'id' | 'together'> & {
    readonly team: string
    readonly schedule: string | undefined
    readonly seed_sealed: Uint8Array
    readonly by: string
    readonly at: Date
  },
  datasets: readonly Dataset[],
): Promise<void> {
  const { team, id, together, schedule, seed_sealed, by, at } = refresh
  await tx
    .insertInto('refreshes')
    .values({
      team_id: team,
      id,
      state: 'running',
      together: together ? 1 : 0,
      schedule_id: schedule ?? null,
      seed_sealed,
      error_code: null,
      reason: null,
      started_by: by,
      started_at: at.toISOString(),
      ended_at: null,
    })
    .execute()
  const rows = datasets.map((dataset, position) => ({
    team_id: team,
    refresh_id: id,
    dataset_id: dataset.id,
    position,
    name: dataset.name,
    before: dataset.publishedVersion,
    state: 'waiting' as const,
    job_id: null,
    version: null,
    gate: null,
    run_id: null,
    error_code: null,
    reason: null,
  }))
  for (let from = 0; from < rows.length; from += 500) {
    await tx
      .insertInto('refresh_datasets')
      .values(rows.slice(from, from + 500))
      .execute()
  }
}
