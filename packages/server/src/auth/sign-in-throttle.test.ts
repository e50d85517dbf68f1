import { expect, test } from 'vitest'
import { SignInThrottle } from './sign-in-throttle.ts'

const limited = expect.objectContaining({ code: 'RATE_LIMITED' })
function throttle() {
  const clock = { ms: 0 }
  return { clock, throttle: new SignInThrottle(() => clock.ms) }
}

test('after five wrong guesses at an account the network that guesses waits a minute for each further one', () => {
  const { throttle: signIns, clock } = throttle()
  for (let i = 0; i < 5; i++) signIns.begin('ada', 'n1')
  expect(() => signIns.begin('ada', 'n1')).toThrow(limited)
  signIns.begin('ada', 'n2')
  signIns.begin('bob', 'n1')
  clock.ms = 60_000
  signIns.begin('ada', 'n1')
  expect(() => signIns.begin('ada', 'n1')).toThrow(limited)
})

test('an account that the whole world guesses at is slowed down everywhere', () => {
  const { throttle: signIns } = throttle()
  for (let i = 0; i < 50; i++) signIns.begin('ada', `n${i}`)
  expect(() => signIns.begin('ada', 'fresh')).toThrow(limited)
})

test('a network that goes from account to account, or guesses at links, is slowed down', () => {
  const { throttle: signIns } = throttle()
  for (let i = 0; i < 15; i++) {
    signIns.begin(`user ${i}`, 'n1')
    signIns.begin(undefined, 'n1')
  }
  expect(() => signIns.begin('another', 'n1')).toThrow(limited)
  expect(() => signIns.begin(undefined, 'n1')).toThrow(limited)
  signIns.begin('another', 'n2')
})

test('who signs in can mistype again, and what is refused does not count further', () => {
  const { throttle: signIns, clock } = throttle()
  for (let i = 0; i < 5; i++) signIns.begin('ada', 'n1')
  for (let i = 0; i < 100; i++) expect(() => signIns.begin('ada', 'n1')).toThrow(limited)
  clock.ms = 60_000
  signIns.begin('ada', 'n1')
  signIns.succeeded('ada', 'n1')
  for (let i = 0; i < 5; i++) signIns.begin('ada', 'n1')
})
