import { generateData } from '@understudy/sdk'
import type { Call } from '../call.ts'
import { insertDataset } from '../datasets/create-dataset.ts'
import { datasetNamed } from '../datasets/dataset.ts'
import type { GenerateOptions } from '../generation/generate-options.ts'
import { teamFor } from '../teams/team-for.ts'
import type { Job } from './job.ts'
import type { JobServices } from './job-services.ts'
import { startJob } from './start-job.ts'

export interface GenerationRequest {
  readonly team: string
  /** By id or name; of a name that the team has none of, one is made. */
  readonly dataset: string
  readonly schema: unknown
  readonly options: GenerateOptions
  /** Whether it is made anew when all data of the team is; it is where this is left out. */
  readonly refreshCycle?: boolean | undefined
}

/** Rows of a schema as the next version of a dataset, made by workers. */
export async function startGeneration(
  services: JobServices,
  call: Call,
  { team: named, dataset, schema, options, refreshCycle = true }: GenerationRequest,
): Promise<Job> {
  const { id: team } = await teamFor(services, call, 'jobs.start', named)
  await teamFor(services, call, 'datasets.write', team)
  const kind = services.kinds.get('generate')
  if (!kind) throw new Error('the server was started without jobs of kind generate')
  // Refused before a dataset is made for it.
  generateData(schema, options)
  const { id } =
    (await services.store.readTeam(team, (db) => datasetNamed(db, team, dataset))) ??
    (await insertDataset(services, call, team, { name: dataset, description: '' }))
  const recipe = { schema, options, customizations: {}, refreshCycle }
  return startJob(services, call, { team, kind, request: { dataset: id, schema, options, recipe } })
}
