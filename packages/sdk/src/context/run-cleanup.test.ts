import { setTimeout as after } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { UnderstudyError } from '../errors.ts'
import { runCleanup } from './run-cleanup.ts'

const hangs = (what: string) => ({ what, run: () => new Promise<never>(() => {}) })

test('steps that hang leave the last one a part of the time', async () => {
  let closed = false
  const close = {
    what: 'closing',
    run: async () => {
      await after(100)
      closed = true
      return []
    },
  }
  const problems = await runCleanup([hangs('one'), hangs('two'), close], { timeout: 2000 })
  expect(problems.map(({ what, code }) => `${what} ${code}`)).toEqual(['one CLEANUP_TIMEOUT', 'two CLEANUP_TIMEOUT'])
  expect(closed).toBe(true)
})

test('each step runs whatever became of those before, and says its code', async () => {
  const ran: string[] = []
  const step = (what: string, thrown?: unknown) => ({
    what,
    run: () => {
      ran.push(what)
      if (thrown !== undefined) throw thrown
      return Promise.resolve([])
    },
  })
  const lost = new UnderstudyError('CONNECTION_LOST', { operation: 'x', message: 'the server went away' })
  const problems = await runCleanup([step('a', lost), step('b', 'words'), step('c')], { timeout: 1000 })
  expect(ran).toEqual(['a', 'b', 'c'])
  expect(problems).toEqual([
    { what: 'a', code: 'CONNECTION_LOST', message: 'a: the server went away' },
    { what: 'b', code: 'CLEANUP_FAILED', message: 'b: words' },
  ])
})

test('a step that is given up is told', async () => {
  const aborted: boolean[] = []
  await runCleanup(
    [
      {
        what: 'slow',
        run: (signal) =>
          new Promise((resolve) => {
            signal.addEventListener('abort', () => {
              aborted.push(signal.aborted)
              resolve([])
            })
          }),
      },
    ],
    { timeout: 20 },
  )
  expect(aborted).toEqual([true])
})
