import type { Occurrence } from './occurrence.ts'
import type { Policies } from './policies.ts'
import type { Reason } from './reasons.ts'

/** What is known of a schedule when occurrences of it are due. */
export interface Situation {
  readonly now: Date
  readonly policies: Policies
  /** In order; each is decided. */
  readonly due: readonly Occurrence[]
  /** There are later ones that are due too, and come next. */
  readonly more: boolean
  /** Why none is done, whatever the policies say. */
  readonly stopped: Extract<Reason, 'paused' | 'changed' | 'removed' | 'team-archived'> | null
  /** Runs of the schedule that wait for their turn, and that have begun and not ended. */
  readonly waiting: number
  readonly underWay: number
}

export interface Decision {
  readonly occurrence: Occurrence
  readonly kind: 'scheduled' | 'catchup'
  readonly state: 'waiting' | 'skipped'
  readonly reason: Reason | null
  readonly lateSeconds: number
}

export interface Decided {
  readonly decisions: readonly Decision[]
  /** What waits is cancelled, and so is what is under way. */
  readonly cancelOthers: boolean
}

/** Later than this is told. */
const lateMs = 60_000

/** What becomes of each occurrence that is due: by the policies, and by nothing else. */
export function decide(situation: Situation): Decided {
  const { now, policies, due, more, stopped } = situation
  const lateness = (one: Occurrence) => now.getTime() - Date.parse(one.at)
  const decided = (occurrence: Occurrence, is: Omit<Decision, 'occurrence' | 'lateSeconds'>): Decision => ({
    occurrence,
    ...is,
    lateSeconds: Math.max(0, Math.floor(lateness(occurrence) / 1000)),
  })
  const skip = (one: Occurrence, reason: Reason) => decided(one, { kind: 'scheduled', state: 'skipped', reason })
  if (stopped !== null) return { decisions: due.map((one) => skip(one, stopped)), cancelOthers: false }

  const graceMs = policies.graceMinutes * 60_000
  const missed = due.filter((one) => lateness(one) > graceMs)
  const current = due.slice(missed.length)
  const caughtUp = new Set(more ? [] : toCatchUp(missed, current, policies, lateness))
  let cancelOthers = false

  /** The turn of one that is to be done, where no other may be done meanwhile. */
  const inTurn = (one: Occurrence, kind: Decision['kind'], otherwise: Reason | null): Decision => {
    if (situation.waiting + situation.underWay === 0) return decided(one, { kind, state: 'waiting', reason: otherwise })
    switch (policies.overlap) {
      case 'skip':
        return skip(one, 'overlap')
      case 'queueOne':
        if (situation.waiting > 0) return skip(one, 'queue-full')
        return decided(one, { kind, state: 'waiting', reason: 'queued' })
      case 'cancelPrevious':
        cancelOthers = true
        return decided(one, { kind, state: 'waiting', reason: 'cancels-previous' })
    }
  }
  const decisions = [
    ...missed.map((one) => {
      if (!caughtUp.has(one)) return skip(one, whyNot(one, policies, lateness))
      // Of all, each waits for the one before it anyway.
      if (policies.missed === 'all') return decided(one, { kind: 'catchup', state: 'waiting', reason: 'missed' })
      return inTurn(one, 'catchup', 'missed')
    }),
    ...current.map((one) => inTurn(one, 'scheduled', lateness(one) > lateMs ? 'late' : null)),
  ]
  return { decisions, cancelOthers }
}

function toCatchUp(
  missed: readonly Occurrence[],
  current: readonly Occurrence[],
  policies: Policies,
  lateness: (one: Occurrence) => number,
): readonly Occurrence[] {
  const recent = missed.filter((one) => lateness(one) <= windowMs(policies))
  switch (policies.missed) {
    case 'skip':
      return []
    case 'once':
      // One that is on time does what all before it would have done.
      return current.length > 0 ? [] : recent.slice(-1)
    case 'all':
      return recent.slice(-policies.missedAtMost)
  }
}

function whyNot(one: Occurrence, policies: Policies, lateness: (one: Occurrence) => number): Reason {
  if (policies.missed === 'skip') return 'missed'
  if (lateness(one) > windowMs(policies)) return 'outside-window'
  return policies.missed === 'once' ? 'superseded' : 'beyond-cap'
}

function windowMs({ missedWithinHours }: Policies): number {
  return missedWithinHours * 3_600_000
}
