import { unbroken } from './connection.ts'

/** The bytes of an answer as they come; one that breaks off before its end throws. Whoever stops early ends the request. */
export async function* piecesOf(answer: Response, signal?: AbortSignal): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (answer.body === null) return
  const reader = answer.body.getReader()
  // A read that waits for a piece ends with it: not every fetch ends the body of an answer that it has given already.
  const stop = () => void reader.cancel().catch(() => {})
  signal?.addEventListener('abort', stop)
  try {
    for (;;) {
      const { done, value } = await unbroken(reader.read(), signal)
      signal?.throwIfAborted()
      if (done) return
      yield value
    }
  } finally {
    signal?.removeEventListener('abort', stop)
    stop()
  }
}
