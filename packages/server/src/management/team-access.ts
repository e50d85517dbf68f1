import type { DataSchema } from '@understudy/sdk'
import type { Archived, ArchivePolicy } from '../services/datasets/archive-old.ts'
import type { Dataset } from '../services/datasets/dataset.ts'
import type { Distributed, Distribution } from '../services/datasets/distribute-dataset.ts'
import type { VersionListed } from '../services/datasets/list-versions.ts'
import type { Job } from '../services/jobs/job.ts'
import type { GenerationRequest } from '../services/jobs/start-generation.ts'
import type { RefreshRequest, StartedRefresh } from '../services/refresh/start-refresh.ts'
import type { TeamConfigInput } from '../services/teams/config/team-config.ts'
import type { TeamEnvironment } from '../services/teams/environment/read-environment.ts'
import type { SchedulerAccess } from './scheduler-access.ts'

export interface RowsOf {
  readonly team: string
  readonly dataset: string
  readonly version: number
  readonly entity?: string | undefined
  readonly filter?: string | undefined
  readonly reveal?: boolean | undefined
}

/** As a request says it. */
export type Generation = Omit<GenerationRequest, 'schema' | 'options'> & {
  readonly schema: DataSchema
  readonly options: Omit<GenerationRequest['options'], 'each'>
}

/**
 * What the management of teams stands on: the services of this process, or a server that is reached over HTTP. Both
 * throw an ApiError, with the same code for the same reason.
 */
export interface TeamAccess extends SchedulerAccess {
  /** Ids of the teams that the caller has to do with: of more than one, two of them. */
  teams(): Promise<string[]>
  createEnvironment(input: { slug: string; name: string; config: TeamConfigInput }): Promise<TeamEnvironment>
  startGeneration(input: Generation): Promise<Job>
  readJob(input: { team: string; job: string }): Promise<Job>
  cancelJob(input: { team: string; job: string }): Promise<void>
  readDataset(input: { team: string; dataset: string }): Promise<Dataset>
  readVersion(input: { team: string; dataset: string; version: number }): Promise<VersionListed>
  rows(input: RowsOf): AsyncIterable<Record<string, unknown>>
  bytes(input: RowsOf & { readonly format: Format }): AsyncIterable<Uint8Array>
  distribute(input: Distribution): Promise<Distributed>
  refresh(input: Pick<RefreshRequest, 'team' | 'datasets' | 'seed' | 'together'>): Promise<StartedRefresh>
  archive(input: ArchivePolicy): Promise<Archived>
}

export type Format = 'json' | 'ndjson' | 'csv' | 'xml' | 'sql' | 'parquet'
