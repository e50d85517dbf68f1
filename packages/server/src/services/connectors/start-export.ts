import { RequestError } from '../../errors/request-error.ts'
import type { Call } from '../call.ts'
import { entityOf, findVersion } from '../datasets/read/version.ts'
import type { Job } from '../jobs/job.ts'
import type { JobServices } from '../jobs/job-services.ts'
import { startJob } from '../jobs/start-job.ts'
import { teamFor } from '../teams/team-for.ts'
import { findConnector, refuseOtherUse } from './connector.ts'
import { fileNameOf } from './places/relative-path.ts'
import type { existingRules, exportFormats } from './target/export-run.ts'

export interface ExportRequest {
  readonly team: string
  readonly connector: string
  readonly dataset: string
  /** What is published where it is left out. */
  readonly version?: number | undefined
  readonly entities?: readonly string[] | undefined
  readonly format: (typeof exportFormats)[number]
  readonly to?: string | undefined
  readonly existing: (typeof existingRules)[number]
  /** Without masks: for whoever may. */
  readonly reveal?: boolean | undefined
}

/** A version to where a connector leads, placed by workers. */
export async function startExport(
  services: JobServices,
  call: Call,
  { team: teamNamed, connector: named, dataset, version, entities, format, to, existing, reveal }: ExportRequest,
): Promise<Job> {
  const { id: team } = await teamFor(services, call, 'connectors.use', teamNamed)
  await teamFor(services, call, 'jobs.start', team)
  await teamFor(services, call, 'datasets.read', team)
  const kind = services.kinds.get('export')
  if (!kind) throw new Error('the server was started without jobs of kind export')
  const connector = await services.store.readTeam(team, (db) => findConnector(db, team, named))
  refuseOtherUse(connector, 'export')
  const isDatabase = connector.kind === 'postgres' || connector.kind === 'sqlite'
  if (existing === 'append' && !isDatabase) {
    throw new RequestError('REQUEST_INVALID', { message: 'existing: rows are added to tables, and to nothing else' })
  }
  const found = await services.store.readTeam(team, (db) => findVersion(db, team, dataset, version))
  for (const entity of entities ?? []) entityOf(found, entity)
  const request = {
    ...{ connector: connector.id, dataset: found.dataset.id, version: found.version, format, existing },
    transfer: services.newId(),
    ...(entities === undefined ? {} : { entities: [...new Set(entities)] }),
    ...(reveal === true ? { reveal } : {}),
    to: to ?? `${fileNameOf(found.dataset.name)}-v${found.version}`,
  }
  return startJob(services, call, { team, kind, request })
}
