import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Actor } from '../auth/actor.ts'
import { ApiError } from '../client/api-error.ts'
import { errorAnswer } from '../errors/error-body.ts'
import { parsed } from '../routes/contract.ts'
import { distributionInput } from '../routes/dataset-exchange.ts'
import { environmentInput } from '../routes/team-config.ts'
import { archiveInput, refreshInput } from '../routes/team-data.ts'
import type { Call } from '../services/call.ts'
import { archiveOld } from '../services/datasets/archive-old.ts'
import { distributeDataset } from '../services/datasets/distribute-dataset.ts'
import { readVersion } from '../services/datasets/list-versions.ts'
import { exportRows } from '../services/datasets/read/export-rows.ts'
import { readPage } from '../services/datasets/read/read-page.ts'
import { readDataset } from '../services/datasets/read-dataset.ts'
import { cancelJob } from '../services/jobs/cancel-job.ts'
import { readJob } from '../services/jobs/read-job.ts'
import { refreshTeam } from '../services/jobs/refresh-team.ts'
import { startGeneration } from '../services/jobs/start-generation.ts'
import { createEnvironment, type ManagementServices } from '../services/teams/environment/configure-team.ts'
import { listTeams } from '../services/teams/list-teams.ts'
import type { TeamAccess } from './team-access.ts'

const pageOfRows = 1000

/** The services of this process, as somebody who may do what these authorize. */
export function localAccess(services: ManagementServices, actor: Actor): TeamAccess {
  /** One request, as one that comes over HTTP is: whoever asks again and again leaves workers of this process their turn. */
  const asked = async <Result>(work: (call: Call) => Promise<Result>): Promise<Result> => {
    await nextTurn()
    const requestId = services.newId()
    try {
      return await work({ actor, requestId, ip: null, signal: new AbortController().signal })
    } catch (thrown) {
      throw asAnswered(thrown, requestId)
    }
  }
  /** What reading it throws is said alike. */
  async function* answered<Piece>(start: (call: Call) => AsyncIterable<Piece>): AsyncGenerator<Piece> {
    const stop = new AbortController()
    const requestId = services.newId()
    try {
      yield* start({ actor, requestId, ip: null, signal: stop.signal })
    } catch (thrown) {
      throw asAnswered(thrown, requestId)
    } finally {
      stop.abort()
    }
  }
  const asAnswered = (thrown: unknown, requestId: string): ApiError => {
    const { status, body } = errorAnswer(thrown, requestId, services.now())
    return new ApiError(status, body, thrown)
  }
  return {
    teams: () => asked(async (call) => (await listTeams(services, call, { limit: 2 })).teams.map(({ id }) => id)),
    createEnvironment: (input) => asked((call) => createEnvironment(services, call, parsed(environmentInput, input))),
    startGeneration: (input) => asked((call) => startGeneration(services, call, input)),
    readJob: (input) => asked((call) => readJob(services, call, input)),
    cancelJob: async (input) => void (await asked((call) => cancelJob(services, call, input))),
    readDataset: ({ team, dataset }) => asked((call) => readDataset(services, call, team, dataset)),
    readVersion: (input) => asked((call) => readVersion(services, call, input)),
    rows: (input) =>
      answered(async function* (call) {
        let cursor: string | undefined
        do {
          const page = await readPage(services, call, { ...input, cursor, limit: pageOfRows })
          for (const line of Buffer.concat(page.lines).toString().split('\n')) {
            if (line !== '') yield JSON.parse(line) as Record<string, unknown>
          }
          cursor = page.next ?? undefined
          await nextTurn()
        } while (cursor !== undefined)
      }),
    bytes: (input) =>
      answered(async function* (call) {
        const { bytes } = await exportRows(services, call, input)
        yield* bytes
      }),
    distribute: (input) => asked((call) => distributeDataset(services, call, parsed(distributionInput, input))),
    refresh: (input) => asked((call) => refreshTeam(services, call, parsed(refreshInput, writable(input)))),
    archive: (input) => asked((call) => archiveOld(services, call, parsed(archiveInput, writable(input)))),
  }
}

/** Schemas of requests take lists that may be written. */
function writable<Input extends { readonly datasets?: readonly string[] | undefined }>({ datasets, ...rest }: Input) {
  return { ...rest, datasets: datasets && [...datasets] }
}
