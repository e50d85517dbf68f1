import type { Call } from '../call.ts'
import { findDataset } from '../datasets/dataset.ts'
import { findVersion } from '../datasets/read/version.ts'
import type { Job } from '../jobs/job.ts'
import type { JobServices } from '../jobs/job-services.ts'
import { startJob } from '../jobs/start-job.ts'
import { teamFor } from '../teams/team-for.ts'
import { findRules, noRules } from './rules-version.ts'

interface QualityJob {
  readonly team: string
  /** By id or name. */
  readonly dataset: string
  /** What is published where it is left out. */
  readonly version?: number | undefined
}

/** Holds a version against the newest rules of its dataset; one that is held for its gate, too. */
export async function startCheck(services: JobServices, call: Call, asked: QualityJob): Promise<Job> {
  const { id: team } = await teamFor(services, call, 'jobs.start', asked.team)
  await teamFor(services, call, 'quality.read', team)
  const { id: dataset } = await services.store.readTeam(team, async (db) => {
    const { dataset } = await findVersion(db, team, asked.dataset, asked.version, { hidden: true })
    if (!(await findRules(db, { team, dataset: dataset.id }))) throw noRules()
    return dataset
  })
  const kind = kindOf(services, 'validate')
  return startJob(services, call, { team, kind, request: { dataset, version: asked.version } })
}

/** Looks at all rows of a version, for its profile and for rules out of it. */
export async function startProfile(services: JobServices, call: Call, asked: QualityJob): Promise<Job> {
  const { id: team } = await teamFor(services, call, 'jobs.start', asked.team)
  await teamFor(services, call, 'datasets.read', team)
  const { id: dataset } = await services.store.readTeam(team, (db) => findDataset(db, team, asked.dataset))
  const kind = kindOf(services, 'profile')
  return startJob(services, call, { team, kind, request: { dataset, version: asked.version } })
}

function kindOf({ kinds }: JobServices, name: string) {
  const kind = kinds.get(name)
  if (!kind) throw new Error(`the server was started without jobs of kind ${name}`)
  return kind
}
