import { Refused } from './refused.ts'

/** The bytes of a body, and no more of them in memory than the limit. */
export async function readBody(request: Request, limit: number): Promise<Uint8Array> {
  // What it says it has is not yet read.
  if (Number(request.headers.get('Content-Length') ?? 0) > limit) throw tooLong(limit)
  if (request.body === null) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = request.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    length += value.byteLength
    if (length > limit) {
      // Whoever sends may be gone by now.
      await reader.cancel().catch(() => {})
      throw tooLong(limit)
    }
    chunks.push(value)
  }
  return Buffer.concat(chunks)
}

function tooLong(limit: number): Refused {
  return new Refused(413, 'TEST_API_LIMITED', {
    message: `The body is longer than ${limit} bytes`,
    hint: 'Ask for less at once.',
  })
}
