import { eventOf } from '../../events/outbox.ts'
import type { TeamEvent } from '../../events/team-event.ts'
import type { Call, Services } from '../call.ts'
import { teamFor } from '../teams/team-for.ts'

export interface EventPage {
  readonly events: readonly TeamEvent[]
  /** What `before` has to be for the next page; null where there is none. */
  readonly next: number | null
}

/** What happened, newest first. */
export async function listEvents(
  services: Pick<Services, 'store'>,
  call: Call,
  {
    team: named,
    before,
    limit,
  }: { readonly team: string; readonly before: number | undefined; readonly limit: number },
): Promise<EventPage> {
  const { id: team } = await teamFor(services, call, 'events.read', named)
  const rows = await services.store.readTeam(team, (db) => {
    const all = db.selectFrom('events').selectAll().where('team_id', '=', team)
    return (before === undefined ? all : all.where('position', '<', before))
      .orderBy('position', 'desc')
      .limit(limit + 1)
      .execute()
  })
  const events = rows.slice(0, limit).map(eventOf)
  return { events, next: rows.length > limit ? events.at(-1)!.position : null }
}
