import { setTimeout as pause } from 'node:timers/promises'
import { type DataSchema, validateSchema } from '@understudy/sdk'
import { ApiError } from '../client/api-error.ts'
import type { Job } from '../services/jobs/job.ts'
import type { TeamAccess } from './team-access.ts'
import { type TeamDataset, teamDataset } from './team-dataset.ts'
import { teamMeant } from './team-meant.ts'

export interface TeamGenerationOptions {
  /** By short name or id. */
  readonly teamId: string
  /** By name; one that the team has none of is made. */
  readonly dataset: string
  readonly seed?: string | number | undefined
  readonly rows?: number | Readonly<Record<string, number>> | undefined
  readonly locale?: string | undefined
  readonly qualityLevel?: 'basic' | 'standard' | 'premium' | undefined
  /** Whether it is made anew when all data of the team is; it is where this is left out. */
  readonly refreshCycle?: boolean | undefined
  /** What the dataset is written in where no other format is asked for: JSON, XML, CSV, SQL, NDJSON, PARQUET. */
  readonly format?: string | undefined
  /** Cancels the job. */
  readonly signal?: AbortSignal | undefined
  /** Told as soon as the job is accepted, so that it can be watched, or cancelled by its id. */
  readonly onStarted?: ((status: GenerationStatus) => void) | undefined
}

export interface GenerationStatus {
  readonly jobId: string
  readonly status: Job['status']
  /** From 0 to 1. */
  readonly progress: number
  readonly startTime: Date
  readonly endTime: Date | undefined
  readonly errorMessage: string | undefined
}

/** Data of a schema for teams, as jobs of a server. */
export interface DataGeneratorService {
  /** When the version is there. A job that fails throws with the code of its failure, one that is cancelled CANCELLED. */
  generateData(schema: DataSchema, options: TeamGenerationOptions): Promise<TeamDataset>
  /** All that is wrong with a schema, without asking anybody. */
  validateSchema(schema: unknown): ReturnType<typeof validateSchema>
  /** `teamId` may be left out by whoever has to do with one team. */
  getGenerationStatus(jobId: string, teamId?: string): Promise<GenerationStatus>
  /** Nothing of it is published from then on. */
  cancelGeneration(jobId: string, teamId?: string): Promise<void>
}

/** Until there is news: soon for what is small, and seldom for what takes long. */
const waits = { firstMs: 25, mostMs: 1000 }

export function createDataGeneratorService(access: TeamAccess): DataGeneratorService {
  return {
    async generateData(schema, { teamId: team, dataset, refreshCycle, format, signal, onStarted, ...options }) {
      signal?.throwIfAborted()
      const started = await access.startGeneration({ team, dataset, schema, refreshCycle, options: inWords(options) })
      onStarted?.(statusOf(started))
      const job = await ended(access, team, started, signal)
      if (job.status !== 'completed') throw failureOf(job)
      return teamDataset(access, team, { ...placeOf(job), format })
    },
    validateSchema: (schema) => validateSchema(schema),
    async getGenerationStatus(job, team) {
      return statusOf(await access.readJob({ team: await teamMeant(access, team), job }))
    },
    async cancelGeneration(job, team) {
      await access.cancelJob({ team: await teamMeant(access, team), job })
    },
  }
}

function inWords({ rows, ...options }: Pick<TeamGenerationOptions, 'seed' | 'rows' | 'locale' | 'qualityLevel'>) {
  return { ...options, ...(rows === undefined ? {} : { rows: typeof rows === 'number' ? rows : { ...rows } }) }
}

async function ended(access: TeamAccess, team: string, started: Job, signal: AbortSignal | undefined): Promise<Job> {
  let job = started
  for (let wait = waits.firstMs; job.status === 'pending' || job.status === 'running'; ) {
    try {
      await pause(wait, undefined, signal ? { signal } : {})
    } catch (thrown) {
      if (!signal?.aborted) throw thrown
      await access.cancelJob({ team, job: job.id })
      throw signal.reason
    }
    wait = Math.min(wait * 1.5, waits.mostMs)
    job = await access.readJob({ team, job: job.id })
  }
  return job
}

function statusOf(job: Job): GenerationStatus {
  return {
    jobId: job.id,
    status: job.status,
    progress: job.progress,
    startTime: new Date(job.startedAt ?? job.createdAt),
    endTime: job.finishedAt === null ? undefined : new Date(job.finishedAt),
    errorMessage: job.errorMessage ?? undefined,
  }
}

function failureOf({ id, status, error }: Job): ApiError {
  if (error) return new ApiError(undefined, { ...error, details: { job: id } })
  return new ApiError(undefined, { errorCode: 'CANCELLED', message: `the job was ${status}`, details: { job: id } })
}

/** What a job of generation says in its result. */
function placeOf({ result }: Job): { readonly dataset: string; readonly version: number } {
  return { dataset: String(result?.dataset), version: Number(result?.version) }
}
