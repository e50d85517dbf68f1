import type { Hub } from '../../events/hub.ts'
import { eventStream } from '../../events/stream.ts'
import type { TeamEvent } from '../../events/team-event.ts'
import { stillAllowed } from '../auth/still-allowed.ts'
import type { Call, Services } from '../call.ts'
import { teamFor } from '../teams/team-for.ts'
import { teamMeant } from '../teams/team-meant.ts'

export interface EventStreamQuery {
  /** May be left out where the caller has to do with one team alone. */
  readonly team: string | undefined
  /** The last position that the reader has seen. */
  readonly after: number | undefined
  /** All where it is empty. */
  readonly types: readonly string[]
  readonly subject: string | undefined
}

/** A team's events from a position on, for as long as whoever asked may hear them. */
export async function openEventStream(
  services: Pick<Services, 'store' | 'now'> & { readonly hub: Hub },
  call: Call,
  { team: named, after, types, subject }: EventStreamQuery,
): Promise<ReadableStream<Uint8Array>> {
  const { id: team } = await teamFor(services, call, 'events.read', teamMeant(call.actor, named))
  const only = (event: TeamEvent) =>
    (types.length === 0 || types.includes(event.type)) && (subject === undefined || event.subject === subject)
  return eventStream(services.hub, {
    team,
    after,
    only,
    stillAllowed: () => stillAllowed(services, call.actor, 'events.read', team),
    now: services.now,
  })
}
