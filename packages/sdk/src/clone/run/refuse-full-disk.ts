import { UnderstudyError } from '../../errors.ts'
import type { ClonePlan } from '../clone-plan.ts'
import type { StagingPlace } from '../staging.ts'

/** @param copied bytes that an interrupted run has brought there already */
export async function refuseFullDisk(
  { bytes }: Pick<ClonePlan, 'bytes'>,
  place: Pick<StagingPlace, 'freeBytes'>,
  copied = 0,
): Promise<void> {
  const free = await place.freeBytes()
  const wanted = bytes - copied
  if (free === undefined || free > wanted) return
  throw new UnderstudyError('CLONE_FAILED', {
    operation: 'clone',
    message: `The clone takes about ${mebibytes(wanted)} ${copied > 0 ? 'more ' : ''}beside the target, and ${mebibytes(free)} are free`,
    hint: 'Make room on the disk of the target, or clone a subset.',
    details: { stands: copied > 0 ? 'the target is as it was, and so is what was copied' : 'nothing was changed' },
  })
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 ** 2)} MiB`
}
