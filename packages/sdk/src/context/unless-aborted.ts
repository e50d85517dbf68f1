import { UnderstudyError } from '../errors.ts'

/**
 * Waits for work that others may be waiting for too, and no longer than the signal lets: then the work goes on, and what
 * comes of it goes to `late`.
 */
export async function unlessAborted<T>(
  work: Promise<T>,
  signal: AbortSignal,
  late: (result: T) => Promise<unknown> = async () => {},
): Promise<T> {
  let waiting = true
  let stop: () => void = () => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      waiting = false
      reject(cancelled(signal.reason))
    }
  })
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([aborted, work])
  } catch (thrown) {
    // Whoever began the work hears of its failure; here nobody waits for it any more.
    if (!waiting) work.then(late).catch(() => {})
    throw thrown
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function cancelled(cause: unknown): UnderstudyError {
  return new UnderstudyError('CANCELLED', {
    operation: 'set up a context',
    message: 'the setup was cancelled; what had begun was taken back',
    cause,
  })
}
