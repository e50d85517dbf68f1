import type { Client } from '../client.ts'
import { remoteSchedulerAccess } from './remote-scheduler-access.ts'
import type { TeamAccess } from './team-access.ts'

/** A server that is reached over HTTP, as whoever the client's key says. */
export function remoteAccess(
  client: Pick<Client, 'get' | 'post' | 'patch' | 'delete' | 'rows' | 'download'>,
): TeamAccess {
  return {
    ...remoteSchedulerAccess(client),
    teams: async () => (await client.get('/teams', { query: { limit: 2 } })).teams.map(({ id }) => id),
    createEnvironment: ({ slug, ...json }) => client.post('/teams/:team/environment', { param: { team: slug }, json }),
    startGeneration: ({ team, options, ...json }) =>
      client.post('/teams/:team/generate', { param: { team }, json: { ...json, ...options } }),
    readJob: (param) => client.get('/teams/:team/jobs/:job', { param }),
    async cancelJob(param) {
      await client.post('/teams/:team/jobs/:job/cancel', { param })
    },
    readDataset: (param) => client.get('/teams/:team/datasets/:dataset', { param }),
    readVersion: (param) => client.get('/teams/:team/datasets/:dataset/versions/:version', { param }),
    rows: ({ team, dataset, reveal, ...query }) =>
      client.rows({ param: { team, dataset }, query: { ...query, ...revealing(reveal) } }),
    async *bytes({ team, dataset, reveal, ...query }) {
      const asked = { param: { team, dataset }, query: { ...query, ...revealing(reveal) } }
      const { bytes } = await client.download('/teams/:team/datasets/:dataset/export', asked)
      yield* bytes
    },
    distribute: ({ team, dataset, ...json }) =>
      client.post('/teams/:team/datasets/:dataset/distribute', { param: { team, dataset }, json }),
    refresh: ({ team, datasets, ...rest }) =>
      client.post('/teams/:team/refresh', { param: { team }, json: { ...rest, datasets: datasets && [...datasets] } }),
    archive: ({ team, datasets, ...json }) =>
      client.post('/teams/:team/archive', { param: { team }, json: { ...json, datasets: datasets && [...datasets] } }),
  }
}

function revealing(reveal: boolean | undefined): { reveal?: 'true' } {
  return reveal === true ? { reveal: 'true' } : {}
}
