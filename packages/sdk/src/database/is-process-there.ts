import { type ProcessIdentity, startMark, thisProcess } from './this-process.ts'

export type ProcessMark = Pick<ProcessIdentity, 'pid' | 'machine' | 'mark'>

/** Whether that very process still runs, and not another one of its number; one of another machine counts as running. */
export function isProcessThere({ pid, machine, mark }: ProcessMark): boolean {
  if (machine !== thisProcess().machine) return true
  return mark === undefined ? answers(pid) : startMark(pid) === mark
}

function answers(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
