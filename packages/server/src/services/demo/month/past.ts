import { createBell } from '../../../events/bell.ts'
import { createUsageMeter } from '../../../jobs/usage-meter.ts'
import type { Services } from '../../call.ts'
import type { EnvironmentServices } from '../../environments/environment.ts'
import { doWork } from '../../jobs/do-work.ts'
import type { WorkServices } from '../../jobs/job-services.ts'
import { cloneKind } from '../../jobs/kinds/clone.ts'
import { generateKind } from '../../jobs/kinds/generate.ts'
import { profileKind } from '../../jobs/kinds/profile.ts'
import { validateKind } from '../../jobs/kinds/validate.ts'
import { checkHeld } from '../../quality/check-held.ts'
import { refreshingBy } from '../../schedules/tick/refreshing-by.ts'
import type { TickServices } from '../../schedules/tick/tick-services.ts'
import { tickTeam } from '../../schedules/tick/tick-team.ts'
import type { PlayedClock } from './played-clock.ts'
import { playedIds } from './played-ids.ts'
import { playedQueue } from './played-queue.ts'

/** What is to be done ends after a few. */
const mostRounds = 100
const quiet = new AbortController().signal

/** A server of another time over the same store: its services, and one who does all its work. */
export interface Past {
  readonly services: Services & WorkServices & Pick<EnvironmentServices, 'databases'>
  /** Does what is to be done by now, in every team, until nothing is. */
  settle(): Promise<void>
  /** Goes on to when something is due in a team, and does it; false where nothing is before then. */
  settleNext(until: Date, seenAt: (due: Date) => Date): Promise<boolean>
}

export function pastOf(now: Services & Pick<EnvironmentServices, 'databases'>, clock: PlayedClock): Past {
  // What has rung in the past wakes nobody.
  const standing = {
    ...now,
    now: clock.now,
    clock: async () => clock.now(),
    newId: playedIds(clock.now),
    bell: createBell(),
  }
  const kinds = [
    generateKind(standing),
    validateKind(standing),
    profileKind(standing),
    cloneKind(standing, { dryRun: true }),
    cloneKind(standing, { dryRun: false }),
  ]
  const reportFailure = (_name: string, thrown: unknown) => {
    throw thrown
  }
  const services = {
    ...standing,
    queue: playedQueue(),
    kinds: new Map(kinds.map((kind) => [kind.kind, kind])),
    meter: createUsageMeter(),
    reportFailure,
    // Nobody takes anything away: there is nothing to beat for.
    beatMs: 3_600_000,
  }
  const ticking: TickServices = {
    ...services,
    random: () => 0.5,
    refreshing: refreshingBy(services),
  }

  const wakes = new Map<string, Date | undefined>()

  async function work(): Promise<boolean> {
    let some = false
    for (let taken = await services.queue.take(); taken; taken = await services.queue.take()) {
      await doWork(services, taken, quiet)
      some = true
    }
    return some
  }

  async function settleTeam(team: string): Promise<void> {
    for (let round = 1; round <= mostRounds; round++) {
      const { watch, wakeAt } = await tickTeam(ticking, team, quiet)
      wakes.set(team, wakeAt)
      const worked = await work()
      const held = await checkHeld(services, team, quiet)
      await work()
      if (!watch && !worked && held === 0) return
    }
    throw new Error(`something of the month does not end at ${clock.at.toISOString()}`)
  }

  return {
    services,
    async settle() {
      for (const team of await services.store.places()) await settleTeam(team)
    },
    async settleNext(until, seenAt) {
      const [next] = [...wakes]
        .flatMap(([team, due]) => (due === undefined ? [] : [{ team, due }]))
        .sort((one, other) => one.due.getTime() - other.due.getTime())
      if (next === undefined || next.due >= until) return false
      clock.goOnTo(seenAt(next.due))
      await settleTeam(next.team)
      return true
    },
  }
}
