import { expect, test } from 'vitest'
import { createReadiness } from './readiness.ts'

test('a server is ready when every check passes', async () => {
  const readiness = createReadiness({ checks: { store: async () => 1 }, reportFailure: () => {} })
  expect(await readiness.look()).toEqual({ ready: true, checks: { store: 'ok', serving: 'ok' } })
})

test('a check that fails, or hangs, is named outside and told in full inside', async () => {
  const failures: [string, unknown][] = []
  const readiness = createReadiness({
    checks: { store: () => Promise.reject(new Error('password wrong')), keys: () => new Promise(() => {}) },
    timeoutMs: 20,
    reportFailure: (check, thrown) => failures.push([check, thrown]),
  })
  const said = await readiness.look()
  expect(said).toEqual({ ready: false, checks: { store: 'failed', keys: 'failed', serving: 'ok' } })
  expect(failures.map(([check, thrown]) => `${check}: ${thrown}`).sort()).toEqual([
    'keys: Error: the check took longer than 20 ms',
    'store: Error: password wrong',
  ])
})

test('a server that is about to close is not ready, though all its checks pass', async () => {
  const readiness = createReadiness({ checks: {}, reportFailure: () => {} })
  readiness.drain()
  expect((await readiness.look()).ready).toBe(false)
})
