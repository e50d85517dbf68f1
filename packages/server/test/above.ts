import { describe, test } from 'vitest'
import type { Store } from '../src/store/store.ts'

const isEverywhere = process.env.UNDERSTUDY_ENGINES === 'all'

/**
 * What stands above the store and is alike on both engines: tested on the embedded one, and on Postgres too by
 * `npm run test:full server`.
 */
export const isAbove = (engine: Store['engine']): boolean => engine === 'sqlite' || isEverywhere

/** `describe` and `test` of such things, in a `describe.each(engines)`. */
export function above(engine: Store['engine']) {
  const isHere = isAbove(engine)
  return {
    describeAbove: (name: string, tests: () => void | Promise<void>): void => void (isHere && describe(name, tests)),
    testAbove: (name: string, work: () => void | Promise<void>): void => void (isHere && test(name, work)),
  }
}
