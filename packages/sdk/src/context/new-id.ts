import { randomBytes } from 'node:crypto'

/** Names one test or run, in letters that any URL, header and file name can hold; later ones sort behind earlier ones. */
export function newId(prefix: string): string {
  return `${prefix}${Date.now().toString(36)}_${randomBytes(6).toString('hex')}`
}

/** Of this process, for tests whose configuration names no run. */
export const processRunId: string = newId('run_')
