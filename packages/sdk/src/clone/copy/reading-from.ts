import type { Session } from '../../database/adapter.ts'
import type { GuardedSource, SourceSessionOptions } from '../../safety/guarded-source.ts'
import { SourceFailure } from './source-failure.ts'

/** Only what reading fails with is of the source, whatever else happens while it is read. */
export async function readingFrom<T>(
  source: GuardedSource,
  signal: AbortSignal,
  work: (session: Session) => Promise<T>,
  options: Pick<SourceSessionOptions, 'largeObjects' | 'inOrder'> = {},
): Promise<T> {
  let outcome: { readonly value: T } | { readonly thrown: unknown } | undefined
  try {
    await source.session(
      async (session) => {
        try {
          outcome = { value: await work(session) }
        } catch (thrown) {
          outcome = { thrown }
          // The session learns that it is done early.
          throw thrown
        }
      },
      { signal, ...options },
    )
  } catch (thrown) {
    if (outcome === undefined) throw new SourceFailure(thrown, true)
  }
  if (outcome === undefined) throw new SourceFailure(new Error('no session was given'))
  if ('thrown' in outcome) throw outcome.thrown
  return outcome.value
}
