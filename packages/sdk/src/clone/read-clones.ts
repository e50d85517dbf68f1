import type { CloneOperation } from './clone-operation.ts'
import { type CloneRecord, isAtWork, readRecords } from './clone-record.ts'

export interface KnownClone {
  readonly operation: CloneOperation
  readonly source: CloneRecord['source']
  readonly target: CloneRecord['target']
  /** Its process is over and it did not end: it can be gone on with. */
  readonly interrupted: boolean
}

/** All clones of this machine, the newest first. One whose process died counts as failed. */
export async function readClones(folder?: string): Promise<KnownClone[]> {
  return (await readRecords(folder)).map((record) => {
    const { operation, source, target } = record
    const open = operation.status === 'in_progress' || operation.status === 'pending'
    if (!open || isAtWork(record)) return { operation, source, target, interrupted: false }
    const failure = { code: 'CLONE_FAILED', message: 'its process ended before it did' }
    return { operation: { ...operation, status: 'failed', failure }, source, target, interrupted: true }
  })
}
