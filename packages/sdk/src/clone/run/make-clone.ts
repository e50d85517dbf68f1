import { manifestOf } from '../manifest.ts'
import type { PlaceHold } from '../staging.ts'
import type { VerificationReport } from '../verification.ts'
import { verificationFailed } from '../verification-failed.ts'
import type { CloneRun } from './clone-run.ts'
import { copyAndVerify } from './copy-and-verify.ts'
import type { MadeClone } from './made-clone.ts'
import { promoteClone } from './promote-clone.ts'

/** Copies, verifies, promotes; what was copied by an interrupted run of an older state is copied anew, once. */
export async function makeClone(run: CloneRun, made: MadeClone, hold: PlaceHold): Promise<VerificationReport> {
  const { tracker, keeping } = run
  const { place, way, policy } = made
  const { id } = tracker.operation
  await keeping.keep(id, 'manifest', manifestOf(id, way.plan, policy, run.source))
  for (let attempt = 1; ; attempt++) {
    const verification = await copyAndVerify(run, made)
    await keeping.keep(id, 'verification', verification)
    if (verification.passed) {
      await promoteClone(run, place, hold, way.plan)
      return verification
    }
    // What an earlier process had copied is of an earlier state of the source.
    const outdated = run.before !== undefined && attempt === 1 && verification.checks.some(isOutdated)
    if (!outdated) throw verificationFailed(verification, policy)
    tracker.log('warning', 'The source has changed since the clone was interrupted; it is copied anew.')
    await place.drop(id)
    await keeping.ledger(id).remove()
  }
}

function isOutdated({ kind, passed }: VerificationReport['checks'][number]): boolean {
  return (
    !passed && (kind === 'row count' || kind === 'large objects' || kind === 'leaked values' || kind === 'sequence')
  )
}
