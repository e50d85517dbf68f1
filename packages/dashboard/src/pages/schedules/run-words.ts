import type { Answer } from '../../api.ts'
import { spanOf } from '../../format/moments.ts'
import type { Tone } from '../../ui/looks.ts'

export type Run = Answer<'get', '/teams/:team/schedules/runs'>['runs'][number]
/** Of a run, or of an occurrence that is still to come. */
export type Mark = Run['status'] | 'planned'

export const markTones: Record<Mark, Tone> = {
  planned: 'plain',
  waiting: 'calm',
  starting: 'calm',
  running: 'calm',
  published: 'good',
  refused: 'bad',
  failed: 'bad',
  cancelled: 'plain',
  skipped: 'warn',
}
export const markWords: Record<Mark, string> = {
  planned: 'To come',
  waiting: 'Waiting',
  starting: 'Beginning',
  running: 'Running',
  published: 'Published',
  refused: 'Refused',
  failed: 'Failed',
  cancelled: 'Cancelled',
  skipped: 'Skipped',
}

/** How it came to be, where it was not simply its time. */
export const kindWords: Record<Run['kind'], string | undefined> = {
  scheduled: undefined,
  catchup: 'caught up on',
  manual: 'by hand',
  backfill: 'filled in',
}

/** What else is to be said of a run: how it came to be, how late it was, how long it took, how often it was tried. */
export function factsOf({ kind, lateSeconds, attempt, startedAt, endedAt }: Run, now: Date): string[] {
  const took =
    startedAt === null ? undefined : (endedAt === null ? now.getTime() : Date.parse(endedAt)) - Date.parse(startedAt)
  const kindSaid = kindWords[kind]
  return [
    ...(kindSaid === undefined ? [] : [kindSaid]),
    // What is filled in was due long ago, on purpose.
    ...(lateSeconds >= 60 && kind !== 'backfill' ? [`${spanOf(lateSeconds * 1000)} late`] : []),
    ...(took === undefined ? [] : [`took ${spanOf(took)}`]),
    ...(attempt > 1 ? [`${attempt} attempts`] : []),
  ]
}
