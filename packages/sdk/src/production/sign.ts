import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { UnderstudyError } from '../errors.ts'
import type { Signed } from './wire.ts'

/** HMAC-SHA256 of a request, in hex. */
export function signatureOf(key: string, request: Signed): string {
  return hmac(key, request).toString('hex')
}

/** Whether a text is the signature of a request, compared in constant time. */
export function isSignatureOf(signature: string, key: string, request: Signed): boolean {
  const given = Buffer.from(/^[0-9a-f]{64}$/.test(signature) ? signature : '', 'hex')
  const right = hmac(key, request)
  return given.length === right.length && timingSafeEqual(given, right)
}

function hmac(key: string, { method, path, testId, timestamp, nonce, idempotencyKey, shadow, body }: Signed): Buffer {
  const parts = [method, path, testId, timestamp, nonce, idempotencyKey, shadow]
  // Each part is one line, so that no part reaches into the next.
  if (parts.some((part) => /[\r\n]/.test(part))) {
    throw new UnderstudyError('TEST_API_UNAUTHORIZED', {
      operation: 'sign request',
      message: 'A part of the request holds a line break, which no header and no path can',
      hint: 'Take line breaks out of the test id, the idempotency key and the path.',
    })
  }
  const digest = createHash('sha256').update(body).digest('hex')
  return createHmac('sha256', key)
    .update(['understudy-test-api-1', ...parts, digest].join('\n'))
    .digest()
}
