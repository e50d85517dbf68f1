import { unbroken } from './connection.ts'

/** The bytes of an answer as they come; one that breaks off before its end throws. Whoever stops early ends the request. */
export async function* piecesOf(answer: Response, signal?: AbortSignal): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (answer.body === null) return
  const reader = answer.body.getReader()
  let whole = false
  try {
    for (;;) {
      const { done, value } = await unbroken(reader.read(), signal)
      whole = done
      if (done) return
      yield value
    }
  } finally {
    if (!whole) await reader.cancel().catch(() => {})
  }
}
