import { cancelled } from '../../database/lane.ts'
import { UnderstudyError } from '../../errors.ts'
import { sideName } from '../clone-side.ts'
import { failureOfClone } from '../failure-of-clone.ts'
import type { StagingPlace } from '../staging.ts'
import type { CloneRun } from './clone-run.ts'

/** What is refused before anything was made changes nothing; what fails later leaves what can be gone on with. */
export async function endFailed(run: CloneRun, place: StagingPlace, thrown: unknown): Promise<unknown> {
  const { tracker, options, signal } = run
  const { id } = tracker.operation
  const error = signal.aborted ? cancelled('clone') : thrown
  const code = error instanceof UnderstudyError ? error.code : 'INTERNAL'
  const unwanted = code === 'VERIFICATION_FAILED' || (code === 'CANCELLED' && !options.keepWhenCancelled)
  // Where the target does not answer any more, what was made of the clone stays there.
  const dropped =
    unwanted &&
    (await place.drop(id).then(
      () => true,
      () => false,
    ))
  await tracker.failed(error, !dropped)
  await options.audit?.record({
    event: 'clone ended',
    place: sideName(run.to),
    outcome: 'failed',
    details: { clone: id, code },
  })
  const left = unwanted ? `--discard ${id} drops what it left` : `go on with --resume ${id}`
  return failureOfClone(error, { clone: id, stands: `the target is as it was${dropped ? '' : `; ${left}`}` })
}
