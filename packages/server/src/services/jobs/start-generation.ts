import { generateData } from '@understudy/sdk'
import { RequestError } from '../../errors/request-error.ts'
import type { Call } from '../call.ts'
import { insertDataset } from '../datasets/create-dataset.ts'
import { findDataset } from '../datasets/dataset.ts'
import { teamFor } from '../teams/team-for.ts'
import type { Job } from './job.ts'
import type { JobServices } from './job-services.ts'
import type { GenerateOptions } from './kinds/generate.ts'
import { startJob } from './start-job.ts'

export interface GenerationRequest {
  readonly team: string
  /** By id or name; of a name that the team has none of, one is made. */
  readonly dataset: string
  readonly schema: unknown
  readonly options: GenerateOptions
}

/** Rows of a schema as the next version of a dataset, made by workers. */
export async function startGeneration(
  services: JobServices,
  call: Call,
  { team: named, dataset, schema, options }: GenerationRequest,
): Promise<Job> {
  const { id: team } = await teamFor(services, call, 'jobs.start', named)
  await teamFor(services, call, 'datasets.write', team)
  const kind = services.kinds.get('generate')
  if (!kind) throw new Error('the server was started without jobs of kind generate')
  // Refused before a dataset is made for it.
  generateData(schema, options)
  const { id } =
    (await datasetNamed(services, team, dataset)) ??
    (await insertDataset(services, call, team, { name: dataset, description: '' }))
  return startJob(services, call, { team, kind, request: { dataset: id, schema, options } })
}

async function datasetNamed({ store }: JobServices, team: string, named: string) {
  try {
    return await store.readTeam(team, (db) => findDataset(db, team, named))
  } catch (thrown) {
    if (thrown instanceof RequestError && thrown.code === 'NOT_FOUND') return undefined
    throw thrown
  }
}
