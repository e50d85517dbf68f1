import type { Hub } from '../../events/hub.ts'
import { eventStream } from '../../events/stream.ts'
import { stillAllowed } from '../auth/still-allowed.ts'
import type { Call, Services } from '../call.ts'
import { teamFor } from '../teams/team-for.ts'
import { noSuchJob } from './no-such-job.ts'

/** What happens to one job, from a position on: with 0 everything since it was started. */
export async function openJobStream(
  services: Pick<Services, 'store' | 'now'> & { readonly hub: Hub },
  call: Call,
  { team: named, job, after }: { readonly team: string; readonly job: string; readonly after: number | undefined },
): Promise<ReadableStream<Uint8Array>> {
  const { id: team } = await teamFor(services, call, 'jobs.read', named)
  const found = await services.store.readTeam(team, (db) =>
    db.selectFrom('jobs').select('id').where('team_id', '=', team).where('id', '=', job).executeTakeFirst(),
  )
  if (!found) throw noSuchJob()
  return eventStream(services.hub, {
    team,
    after,
    only: ({ subject }) => subject === `job:${job}`,
    stillAllowed: () => stillAllowed(services, call.actor, 'jobs.read', team),
    now: services.now,
  })
}
