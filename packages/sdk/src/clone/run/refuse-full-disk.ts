import { UnderstudyError } from '../../errors.ts'
import type { ClonePlan } from '../clone-plan.ts'
import type { StagingPlace } from '../staging.ts'

export async function refuseFullDisk({ bytes }: ClonePlan, place: StagingPlace): Promise<void> {
  const free = await place.freeBytes()
  if (free === undefined || free > bytes) return
  throw new UnderstudyError('CLONE_FAILED', {
    operation: 'clone',
    message: `The clone takes about ${bytes} bytes beside the target, and ${free} are free`,
    hint: 'Make room on the disk of the target, or clone a subset.',
    details: { stands: 'nothing was changed' },
  })
}
