import { parseSchema } from '@understudy/sdk'
import type { Call } from '../call.ts'
import { insertDataset } from '../datasets/create-dataset.ts'
import { datasetNamed } from '../datasets/dataset.ts'
import type { Job } from '../jobs/job.ts'
import type { JobServices } from '../jobs/job-services.ts'
import { startJob } from '../jobs/start-job.ts'
import { teamFor } from '../teams/team-for.ts'
import { findConnector, refuseOtherUse } from './connector.ts'
import type { WantedObject } from './intake/pieces-of.ts'

export interface ImportRequest {
  readonly team: string
  readonly connector: string
  /** By id or name; of a name that the team has none of, one is made. */
  readonly dataset: string
  /** All that is there where it is empty. */
  readonly objects: readonly WantedObject[]
  readonly schema?: unknown
  readonly types: 'guessed' | 'text'
  readonly mostRejected: number
}

/** Rows from outside as the next version of a dataset, taken by workers. */
export async function startImport(
  services: JobServices,
  call: Call,
  { team: teamNamed, connector: named, dataset, objects, schema, types, mostRejected }: ImportRequest,
): Promise<Job> {
  const { id: team } = await teamFor(services, call, 'connectors.use', teamNamed)
  await teamFor(services, call, 'jobs.start', team)
  await teamFor(services, call, 'datasets.write', team)
  const kind = services.kinds.get('import')
  if (!kind) throw new Error('the server was started without jobs of kind import')
  const connector = await services.store.readTeam(team, (db) => findConnector(db, team, named))
  refuseOtherUse(connector, 'import')
  // Refused before a dataset is made for it.
  if (schema !== undefined) parseSchema(schema)
  const { id } =
    (await services.store.readTeam(team, (db) => datasetNamed(db, team, dataset))) ??
    (await insertDataset(services, call, team, { name: dataset, description: '' }))
  const transfer = services.newId()
  const request = { connector: connector.id, dataset: id, transfer, objects, schema, types, mostRejected }
  return startJob(services, call, { team, kind, request })
}
