import { expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { failure } from '../../../test/failure.ts'
import { startPooler } from '../../../test/pooler.ts'
import { openGuardedSource } from '../open-guarded-source.ts'

const url = await testDatabase('pooled')
const waivers = ['source-can-write']

test('a pooler in transaction mode is refused with the reason', async () => {
  const pooler = await startPooler(url, 'transaction')
  try {
    const error = await failure(openGuardedSource(pooler.url, { waivers }))
    expect([error.code, error.message]).toEqual(['SOURCE_UNSUITED', expect.stringContaining('transaction mode')])
    expect(error.hint).toContain('session mode')
  } finally {
    await pooler.stop()
  }
})

test('a pooler in session mode is as good as the server', async () => {
  const pooler = await startPooler(url, 'session')
  try {
    await using source = await openGuardedSource(pooler.url, { waivers, sessions: 2 })
    const pid = () => source.session(async (session) => (await session.query('select pg_backend_pid() as pid'))[0]?.pid)
    const [one, other] = await Promise.all([pid(), pid()])
    expect(one).not.toBe(other)
  } finally {
    await pooler.stop()
  }
})
