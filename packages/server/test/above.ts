import { describe, test } from 'vitest'
import { isFull } from '../../../test/full.ts'
import type { Store } from '../src/store/store.ts'
import { engines } from './store.ts'

/** What stands above the store and is alike on both engines: tested on the embedded one, and in full on Postgres too. */
export const isAbove = (engine: Store['engine']): boolean => engine === 'sqlite' || isFull

/** For `describe.each` of a file that is about nothing else. On Postgres the permission matrix asks every endpoint for what it does. */
export const enginesAbove = engines.filter(isAbove)

/** `describe` and `test` of such things, in a `describe.each(engines)`. */
export function above(engine: Store['engine']) {
  const isHere = isAbove(engine)
  return {
    describeAbove: (name: string, tests: () => void | Promise<void>): void => void (isHere && describe(name, tests)),
    testAbove: (name: string, work: () => void | Promise<void>): void => void (isHere && test(name, work)),
  }
}
