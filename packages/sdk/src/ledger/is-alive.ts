import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { startMark, thisProcess } from '../database/this-process.ts'
import { codeOf } from '../errors.ts'
import type { LedgerHeader } from './ledger-line.ts'

const run = promisify(execFile)

/**
 * Whether the process that a file is of is still there. On the machine of the run itself the process decides, and a run
 * that hangs is alive; on another one, whether it touched its file within its lease.
 * @param touched when the file was last touched, in milliseconds
 */
export async function isAlive(header: LedgerHeader, touched: number): Promise<boolean> {
  if (header.machine !== thisProcess().machine) return Date.now() - touched < header.lease * 1000
  if (!exists(header.pid)) return false
  if (header.mark !== undefined) return startMark(header.pid) === header.mark
  const age = await ageOf(header.pid)
  // By now the pid may be another process', but only of one that began after the run did.
  return age === undefined || Date.now() - age <= Date.parse(header.startedAt) + 2000
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    // It is another user's.
    return codeOf(thrown) === 'EPERM'
  }
}

/** Milliseconds that a process has run, where the system has `ps`. */
async function ageOf(pid: number): Promise<number | undefined> {
  try {
    const { stdout } = await run('ps', ['-o', 'etime=', '-p', String(pid)])
    const [, days = 0, hours = 0, minutes, seconds] = /^\s*(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+)\s*$/.exec(stdout) ?? []
    if (minutes === undefined) return undefined
    return (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
  } catch {
    return undefined
  }
}
