import { UnderstudyError } from '@understudy/sdk'
import { RequestError } from '../../errors/request-error.ts'
import type { Call } from '../call.ts'
import { wantedDatasets } from '../datasets/wanted-datasets.ts'
import { teamFor } from '../teams/team-for.ts'
import type { JobServices } from './job-services.ts'
import { type RefreshSeed, refreshFound } from './refresh-dataset.ts'

export interface TeamRefresh {
  readonly team: string
  /** By id or name; all of the team where they are left out. */
  readonly datasets?: readonly string[] | undefined
  readonly seed?: RefreshSeed | undefined
}

export interface RefreshResult {
  readonly team: string
  /** What is being made: a job for each dataset. */
  readonly started: readonly { readonly dataset: string; readonly name: string; readonly job: string }[]
  /** What is not, and stays as it is. */
  readonly skipped: readonly {
    readonly dataset: string
    readonly name: string
    readonly errorCode: string
    readonly why: string
  }[]
}

/** Every dataset by itself: one that cannot be made anew keeps no other from it, and is named with the reason. */
export async function refreshTeam(
  services: JobServices,
  call: Call,
  { team: named, datasets, seed }: TeamRefresh,
): Promise<RefreshResult> {
  const { id: team } = await teamFor(services, call, 'jobs.start', named)
  await teamFor(services, call, 'datasets.write', team)
  const wanted = await wantedDatasets(services, team, datasets)
  const started: RefreshResult['started'][number][] = []
  const skipped: RefreshResult['skipped'][number][] = []
  for (const dataset of wanted) {
    const about = { dataset: dataset.id, name: dataset.name }
    try {
      const { id: job } = await refreshFound(services, call, team, dataset, {
        seed,
        evenOutOfCycle: datasets !== undefined,
      })
      started.push({ ...about, job })
    } catch (thrown) {
      // What this dataset is to blame for. Everything else is a failure of the whole.
      if (!(thrown instanceof RequestError || thrown instanceof UnderstudyError)) throw thrown
      skipped.push({ ...about, errorCode: thrown.code, why: thrown.message })
    }
  }
  return { team, started, skipped }
}
