import { flushCompileCache } from 'node:module'

/**
 * Says that a program of a test has started. What it has compiled is kept for the next one before that: by itself Node
 * keeps it when a process ends, and these are killed.
 */
export function started(what: string): void {
  flushCompileCache()
  console.log(what)
}
