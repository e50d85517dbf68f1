import { UnderstudyError } from '../../errors.ts'
import type { ClonePlan } from '../clone-plan.ts'
import { type CloneRecord, isAtWork, readRecord } from '../clone-record.ts'

/** The record of an interrupted clone, to go on with; refuses one that is at work, or complete. */
export async function resumedClone(folder: string | undefined, id: string): Promise<CloneRecord> {
  const record = await readRecord(folder, id)
  const refuse = (code: 'CLONE_BUSY' | 'CLONE_UNKNOWN', message: string) =>
    new UnderstudyError(code, { operation: 'resume the clone', message, details: { stands: 'nothing was changed' } })
  if (isAtWork(record)) throw refuse('CLONE_BUSY', `The clone ${id} is at work in process ${record.process.pid}`)
  if (record.operation.status === 'completed') throw refuse('CLONE_UNKNOWN', `The clone ${id} is complete`)
  return record
}

/** What was copied by one plan is not gone on with by another. */
export function refuseOtherPlan(before: CloneRecord | undefined, plan: ClonePlan): void {
  const recorded = before?.planHash
  if (!recorded || recorded === plan.hash) return
  throw new UnderstudyError('PLAN_CHANGED', {
    operation: 'resume the clone',
    message: 'The source, the target or the policy has changed since the clone was begun: its plan is another one',
    hint: 'Begin a new clone instead of resuming this one.',
    details: { stands: 'the target is as it was' },
  })
}
