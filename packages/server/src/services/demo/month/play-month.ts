import type { Services } from '../../call.ts'
import type { EnvironmentServices } from '../../environments/environment.ts'
import { cloneNow } from './environments.ts'
import { pastOf } from './past.ts'
import { PlayedClock } from './played-clock.ts'
import { Stage } from './stage.ts'
import { daysOfStory, downtime, story } from './story.ts'

const dayMs = 86_400_000

/**
 * A month up to now, as it would have been: every job is done, every schedule looked at when it was due, by the services
 * that do it otherwise, with a clock that is set. For a store that is empty. Where files may be environments there are some, and a clone of just now.
 */
export async function playMonth(services: Services & Pick<EnvironmentServices, 'databases'>): Promise<void> {
  const end = services.now()
  const begin = mondayBefore(end)
  const clock = new PlayedClock(begin)
  const past = pastOf(services, clock)
  const time = (day: number, at: string) => {
    const [hours = 0, minutes = 0] = at.split(':').map(Number)
    return new Date(begin.getTime() + day * dayMs + (hours * 60 + minutes) * 60_000)
  }
  const down = { from: time(downtime.fromDay, downtime.from), to: time(downtime.toDay, downtime.to) }
  const stage = new Stage(past)
  const scenes = story(stage).map((scene) => ({ ...scene, time: time(scene.day, scene.at) }))
  // Nobody looks at the very moment, and nobody looks while the server is down.
  const seenAt = (due: Date) => {
    const seen = new Date(due.getTime() + 2000)
    return seen >= down.from && seen < down.to ? down.to : seen
  }
  const playUntil = async (until: Date) => {
    while (await past.settleNext(until, seenAt));
    clock.goOnTo(until)
  }
  for (const scene of scenes) {
    await playUntil(scene.time)
    await scene.play()
    await past.settle()
  }
  await playUntil(end)
  await cloneNow(stage)
}

/** So that all of the story is before now: of the week that the day four weeks ago is in. */
function mondayBefore(end: Date): Date {
  const midnight = Math.floor(end.getTime() / dayMs) * dayMs - daysOfStory * dayMs
  const sinceMonday = (new Date(midnight).getUTCDay() + 6) % 7
  return new Date(midnight - sinceMonday * dayMs)
}
