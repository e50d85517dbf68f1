import type { CloneKeeping } from './clone-keeping.ts'
import type { CloneOperation } from './clone-operation.ts'
import type { CloneRecord } from './clone-record.ts'
import { folderKeeping } from './folder-keeping.ts'

export interface KnownClone {
  readonly operation: CloneOperation
  readonly source: CloneRecord['source']
  readonly target: CloneRecord['target']
  /** It did not end well, and what it copied still stands: it can be gone on with, or discarded. */
  readonly interrupted: boolean
}

/** All clones of this machine, the newest first. */
export async function readClones(folder?: string): Promise<KnownClone[]> {
  const keeping = folderKeeping(folder)
  return (await keeping.list()).map((record) => knownCloneOf(record, keeping))
}

/** One whose process died counts as failed. */
export function knownCloneOf(record: CloneRecord, keeping: CloneKeeping): KnownClone {
  const { operation, source, target } = record
  const open = operation.status === 'in_progress' || operation.status === 'pending'
  if (!open || keeping.isAtWork(record)) return { operation, source, target, interrupted: record.left === true }
  const failure = { code: 'CLONE_FAILED', message: 'its process ended before it did' }
  return { operation: { ...operation, status: 'failed', failure }, source, target, interrupted: true }
}
