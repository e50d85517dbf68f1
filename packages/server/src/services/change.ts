import type { TrailEntry } from '../audit/trail.ts'
import { systemRows, teamRows } from '../audit/trail-rows.ts'
import { nameOf } from '../auth/actor.ts'
import { writeEvents } from '../events/outbox.ts'
import type { NewEvent } from '../events/team-event.ts'
import type { SystemTransaction, TeamTransaction } from '../store/store.ts'
import { type Call, originOf, type Services } from './call.ts'

type Standing = Pick<Services, 'store' | 'trail' | 'bell' | 'now' | 'newId'>

interface Note {
  audit(entry: TrailEntry): void
}
interface SystemNote extends Note {
  /** A team hears of it, once it stands: who reads what the system keeps of a team looks again. */
  tell(team: string, event: NewEvent): void
}
export interface TeamNote extends Note {
  event(event: NewEvent): void
}

/**
 * A change in a team together with its trail and its events: all are committed, or none is. They are written last,
 * because the trail is held from then on. `work` may run more than once, and only what its last run noted is written.
 */
export async function change<Result>(
  services: Standing,
  call: Call,
  team: string,
  work: (tx: TeamTransaction, note: TeamNote) => Promise<Result>,
): Promise<Result> {
  let happened = false
  const result = await services.store.team(team, async (tx) => {
    const entries: TrailEntry[] = []
    const events: NewEvent[] = []
    const done = await work(tx, {
      audit: (entry) => void entries.push(entry),
      event: (event) => void events.push(event),
    })
    const at = services.now()
    await writeEvents(tx, { team, actor: nameOf(call.actor), at, newId: services.newId }, events)
    await services.trail.append(teamRows(tx, team), originOf(call), at, entries)
    happened = events.length > 0
    return done
  })
  if (happened) services.bell.ring(team)
  return result
}

/**
 * A change of what belongs to no team, with its trail. Teams are told after it, for what is theirs lies elsewhere: where a
 * process dies between the two the change stands, and who looks finds it.
 */
export async function changeSystem<Result>(
  services: Standing,
  call: Call,
  work: (tx: SystemTransaction, note: SystemNote) => Promise<Result>,
): Promise<Result> {
  let told: { readonly team: string; readonly event: NewEvent }[] = []
  const result = await services.store.system(async (tx) => {
    const entries: TrailEntry[] = []
    told = []
    const done = await work(tx, {
      audit: (entry) => void entries.push(entry),
      tell: (team, event) => void told.push({ team, event }),
    })
    await services.trail.append(systemRows(tx), originOf(call), services.now(), entries)
    return done
  })
  for (const { team, event } of told) await change(services, call, team, async (_tx, note) => note.event(event))
  return result
}
