import { eventTypes, scopes } from '@understudy/server/client'
import { expect, test } from 'vitest'
import { byNoun } from './by-noun.ts'

test('names stand by their nouns', () => {
  expect(byNoun(['a.x', 'b.y', 'a.z'])).toEqual([
    {
      noun: 'a',
      members: [
        { name: 'a.x', verb: 'x' },
        { name: 'a.z', verb: 'z' },
      ],
    },
    { noun: 'b', members: [{ name: 'b.y', verb: 'y' }] },
  ])
})

test('every scope and every event type can be chosen, once', () => {
  for (const names of [scopes, eventTypes]) {
    const all = byNoun<string>(names).flatMap(({ members }) => members.map(({ name }) => name))
    expect([...all].sort()).toEqual([...names].sort())
  }
})
