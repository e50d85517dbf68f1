import { expect, test } from 'vitest'
import { actorWords, entryLines } from './audit-words.ts'

test('who did something is named where the name is known, and told apart where not', () => {
  const names = new Map([['018f-ada', 'Ada']])
  expect(actorWords('user:018f-ada', names)).toBe('Ada')
  expect(actorWords('key:0199aaaabbbb', names)).toBe('key 0199aaaa')
  expect(actorWords('system', names)).toBe('system')
})

test('an entry says its details and where it came from, and nothing that it has not', () => {
  const entry = {
    position: 1,
    team: null,
    at: '2026-01-01T00:00:00Z',
    actor: 'system',
    action: 'team.create',
    subject: 'team:1',
    ip: '127.0.0.1',
    requestId: null,
    beforeDigest: null,
    afterDigest: null,
    details: { role: 'admin', count: 2 },
  }
  expect(entryLines(entry)).toEqual([
    ['role', 'admin'],
    ['count', '2'],
    ['address', '127.0.0.1'],
  ])
})
