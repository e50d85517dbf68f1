import { setTimeout as pause } from 'node:timers/promises'
import { classifyError } from '../classify/classify-error.ts'
import type { ErrorContext } from '../classify/error-context.ts'
import type { ClassifiedError, ErrorClass } from '../error-class.ts'
import { NotResilient } from './scenario.ts'

const usualLimit = 30_000
const longestPause = 100

/** Tries until it works, and answers how long that took. */
export async function recovery(serves: () => Promise<unknown>, limit = usualLimit): Promise<number> {
  const from = performance.now()
  for (let wait = 1; ; wait = Math.min(2 * wait, longestPause)) {
    try {
      await serves()
      return performance.now() - from
    } catch (thrown) {
      if (performance.now() - from > limit) {
        throw new NotResilient(`it did not serve again within ${limit} ms`, classifyError(thrown))
      }
    }
    await pause(wait)
  }
}

/** What work fails with, which must be of one of the classes. */
export async function refusal(
  work: Promise<unknown>,
  expected: readonly ErrorClass[],
  context?: ErrorContext,
): Promise<ClassifiedError> {
  const failure = await work.then(
    () => undefined,
    (thrown: unknown) => ({ thrown }),
  )
  if (!failure) throw new NotResilient(`it succeeded, where ${expected.join(' or ')} was to be expected`)
  const classified = classifyError(failure.thrown, context)
  if (expected.includes(classified.class)) return classified
  throw new NotResilient(`it was told ${classified.class} instead of ${expected.join(' or ')}`, classified)
}
