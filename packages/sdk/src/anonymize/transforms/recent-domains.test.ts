import { expect, test } from 'vitest'
import { TextPermutation } from '../permute/text-permutation.ts'
import { RecentDomains } from './recent-domains.ts'

const locals = new TextPermutation(Uint32Array.of(1, 2, 3, 4))

test('a domain is remembered as it was, though the buffer that it came in is written over', () => {
  const recent = new RecentDomains(locals, (domain) => `@${domain}`)
  const input = Buffer.from('first.test')
  const first = recent.of(input, 0, 10, 7)
  input.set(Buffer.from('other.test'))
  const other = recent.of(input, 0, 10, 7)
  expect([first, other].map((domain) => Buffer.from(domain?.behind ?? []).toString())).toEqual([
    '@first.test',
    '@other.test',
  ])
  expect(other?.state).toEqual(locals.stateIn('other.test'))
})

test('what is not ASCII, and what nothing can stand behind, is told so each time', () => {
  const recent = new RecentDomains(locals, () => undefined)
  const input = Buffer.from('é.test')
  expect([recent.of(input, 0, input.length, 1), recent.of(input, 2, input.length, 1)]).toEqual([undefined, undefined])
})
