import { expect, test } from 'vitest'
import { errorAnswer } from './error-body.ts'
import { ServerError } from './server-error.ts'

const now = new Date('2026-01-02T03:04:05Z')
const secret = '/srv/understudy/teams/of-a-team.db'

test.each([
  ['STORE_UNREACHABLE', 503],
  ['STORE_BUSY', 503],
  ['STORE_FULL', 507],
] as const)('a state of the server that passes has its own code, and says nothing of where: %s', (code, status) => {
  const answer = errorAnswer(new ServerError(code, { message: secret, hint: secret }), 'r', now)
  expect(answer).toMatchObject({ status, body: { errorCode: code, requestId: 'r' } })
  expect(JSON.stringify(answer)).not.toContain(secret)
})

test('a fault of the server says nothing but where to look', () => {
  for (const thrown of [new ServerError('SEAL_BROKEN', { message: secret }), new Error(secret), secret, undefined]) {
    const answer = errorAnswer(thrown, 'r', now)
    expect(answer).toMatchObject({ status: 500, body: { errorCode: 'INTERNAL' } })
    expect(JSON.stringify(answer)).not.toContain(secret)
  }
})
