import { refuseAborted } from '../../database/lane.ts'
import type { ClonePlan } from '../clone-plan.ts'
import { sideName } from '../clone-side.ts'
import type { CloneTracker } from '../clone-tracker.ts'
import { backupKey } from '../place/backup-key.ts'
import { dropExpired, type PlaceHold, type StagingPlace } from '../staging.ts'
import type { CloneRun } from './clone-run.ts'

const usualKeep = 7 * 86_400_000
/** Of a backup that is written to a file after the swap. */
const sealingSteps = 2

/** The clone takes the target's place; the old target becomes a backup. */
export async function promoteClone(
  run: CloneRun,
  place: StagingPlace,
  hold: PlaceHold,
  plan: ClonePlan,
): Promise<void> {
  const { disconnect = false, keepBackupMilliseconds = usualKeep, backup, keepForReset, key, audit } = run.options
  const { tracker, signal } = run
  const { id } = tracker.operation
  refuseAborted(signal)
  await hold.check()
  await tracker.phase('promoting')
  if (keepForReset) await place.keep(id)
  await tracker.identity(await place.identityOf(id))
  const promotion = await place.promote(id, {
    disconnect,
    keepUntil: new Date(Date.now() + keepBackupMilliseconds),
    seal: backup === 'file' ? backupKey(key) : undefined,
    signal,
    onStep: sealing(tracker),
  })
  for (const note of promotion.notes) tracker.log('warning', note)
  for (const expired of await dropExpired(place, new Date()))
    tracker.log('info', `The backup ${expired.id} was dropped: its time is over.`)
  await tracker.completed(promotion.backup?.id ?? null)
  await audit?.record({
    event: 'clone promoted',
    place: sideName(run.to),
    outcome: 'done',
    details: { clone: id, source: sideName(run.from), plan: plan.hash, backup: promotion.backup?.id ?? null },
  })
}

/** The process may have died between the swap and the record of it. */
export async function wasPromoted({ before }: CloneRun, place: StagingPlace): Promise<boolean> {
  const identity = before?.identity
  return identity !== null && identity !== undefined && (await place.isTarget(identity))
}

/** What an earlier process had promoted is complete; a backup that it had not yet made a file becomes one. */
export async function completePromoted({ options, tracker, signal }: CloneRun, place: StagingPlace): Promise<void> {
  const { id } = tracker.operation
  const backup = (await place.backups()).find(({ cloneId }) => cloneId === id)
  await tracker.begin()
  tracker.log('info', 'The clone had been promoted when it was interrupted.')
  if (backup && !backup.sealed && options.backup === 'file' && !options.dryRun) {
    const sealed = await place.seal?.(backup.id, { seal: backupKey(options.key), signal, onStep: sealing(tracker) })
    for (const note of sealed?.notes ?? []) tracker.log('warning', note)
  }
  await tracker.completed(backup?.id ?? null)
}

function sealing(tracker: CloneTracker): (title: string) => void {
  let done = 0
  return (title) => tracker.emit({ type: 'step', done: done++, of: sealingSteps, title })
}
