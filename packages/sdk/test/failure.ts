import { UnderstudyError } from '../src/errors.ts'

/** What work fails with, which must be one of our errors. */
export async function failure(work: Promise<unknown>): Promise<UnderstudyError> {
  const thrown: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (thrown instanceof UnderstudyError) return thrown
  throw new Error('An UnderstudyError was expected', { cause: thrown })
}
