import { createHash, createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { isSignatureOf, signatureOf } from './sign.ts'
import type { Signed } from './wire.ts'

const key = 'k'.repeat(32)
const request: Signed = {
  method: 'POST',
  path: '/api/test/builders?x=1',
  testId: 'understudy_test_12345678',
  timestamp: '1800000000',
  nonce: 'abcdefghijklmnop',
  idempotencyKey: 'once',
  shadow: '',
  body: new TextEncoder().encode('{"inputs":[]}'),
}

test('the signature is the HMAC of the parts, a line each, and of the hash of the body', () => {
  const { body, ...parts } = request
  const text = ['understudy-test-api-1', ...Object.values(parts), createHash('sha256').update(body).digest('hex')]
  expect(signatureOf(key, request)).toBe(createHmac('sha256', key).update(text.join('\n')).digest('hex'))
  expect(isSignatureOf(signatureOf(key, request), key, request)).toBe(true)
})

test.each(Object.keys(request))('another %s needs another signature', (part) => {
  const other = part === 'body' ? { ...request, body: new Uint8Array([1]) } : { ...request, [part]: 'other' }
  expect(isSignatureOf(signatureOf(key, request), key, other)).toBe(false)
})

test('another key, a part of the signature and what is no signature are refused', () => {
  const signature = signatureOf(key, request)
  expect(isSignatureOf(signature, 'l'.repeat(32), request)).toBe(false)
  for (const text of [
    '',
    signature.slice(2),
    `${signature}00`,
    signature.toUpperCase(),
    'z'.repeat(64),
    `${signature}\n`,
  ])
    expect(isSignatureOf(text, key, request)).toBe(false)
})

test('no part can reach into the next', () => {
  expect(() => signatureOf(key, { ...request, testId: 'a\nb' })).toThrow('line break')
})
