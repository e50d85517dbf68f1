import { expect, test } from 'vitest'
import { signatureOf, verifySignature } from './signature.ts'

const at = new Date('2026-01-02T03:04:05Z')
const body = '{"type":"dataset.published"}'
const header = signatureOf('whsec_a', at, body)

test('a receiver that has the secret accepts what was signed, in its time', () => {
  expect(verifySignature('whsec_a', header, body, { now: at })).toBe(true)
  expect(verifySignature('whsec_a', header, body, { now: new Date(at.getTime() + 300_000) })).toBe(true)
})

test('a signature is that of one body, one secret and one time', () => {
  expect(verifySignature('whsec_a', header, `${body} `, { now: at })).toBe(false)
  expect(verifySignature('whsec_b', header, body, { now: at })).toBe(false)
  expect(verifySignature('whsec_a', header.replace(/t=\d+/, 't=1767323046'), body, { now: at })).toBe(false)
})

test('what was recorded and is sent again later is refused', () => {
  expect(verifySignature('whsec_a', header, body, { now: new Date(at.getTime() + 301_000) })).toBe(false)
  expect(verifySignature('whsec_a', header, body, { now: new Date(at.getTime() - 301_000) })).toBe(false)
})

test.each(['', 't=1', 'v1=00', 't=x,v1=00', `${header},v1=00`, header.slice(0, -1)])(
  'a header that is none is refused: %s',
  (broken) => {
    expect(verifySignature('whsec_a', broken, body, { now: at })).toBe(false)
  },
)

test('the form is a contract: another implementation computes the same', () => {
  expect(signatureOf('whsec_test', at, '{}')).toBe(
    't=1767323045,v1=4bdc7b208f17d6215baa86342c64929de38e3a30e7ce2215394b36283d2be496',
  )
})
