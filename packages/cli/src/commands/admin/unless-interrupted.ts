import { UnderstudyError } from '@understudy/sdk/error'

/** Ctrl-C as an error of its own, which tells what it left. */
export async function unlessInterrupted<Result>(
  signal: AbortSignal,
  { operation, stands }: { readonly operation: string; readonly stands: string },
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work()
  } catch (thrown) {
    if (!signal.aborted) throw thrown
    throw new UnderstudyError('CANCELLED', {
      operation,
      message: 'It was interrupted',
      details: { stands },
      cause: thrown,
    })
  }
}
