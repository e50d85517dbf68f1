import { randomBytes } from 'node:crypto'

const ofProcess = randomBytes(8).toString('hex')
let made = 0

/** Names one test or run, unlike any other anywhere, in letters that any URL, header and file name can hold. */
export function newId(prefix: string): string {
  return `${prefix}${Date.now().toString(36)}_${ofProcess}_${(made++).toString(36)}`
}

/** Of this process, for tests whose configuration names no run. */
export const processRunId: string = newId('run_')
