import { expect, test } from 'vitest'
import { refusalIn } from './refusal.ts'

const request = 'bbe6527d-21fe-49da-a17c-e62cb0a46580'

test('why nobody was let in is said in words of the page, under the request of the server', () => {
  const said = ['SIGN_IN_FAILED', 'PROVIDER_UNREACHABLE'].map((code) => refusalIn(`#/refused/${code}/${request}`))
  expect(said.map((one) => [one?.code, one?.requestId, one?.actions.length])).toEqual([
    ['SIGN_IN_FAILED', request, 1],
    ['PROVIDER_UNREACHABLE', request, 1],
  ])
  expect(new Set(said.map((one) => one?.message)).size).toBe(2)
})

test('an address of anybody’s making says nothing', () => {
  for (const hash of [
    '',
    '#/link/x',
    `#/refused/SIGN_IN_FAILED`,
    `#/refused/constructor/${request}`,
    `#/refused/__PROTO__/${request}`,
    `#/refused/Call this number/${request}`,
    `#/refused/SIGN_IN_FAILED/call this number at once, or else it`,
    `#/refused/SIGN_IN_FAILED/${request}/more`,
  ])
    expect(refusalIn(hash)).toBeUndefined()
})
