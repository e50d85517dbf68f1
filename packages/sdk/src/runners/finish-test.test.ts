import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { createHooks } from './create-hooks.ts'
import { DataOfTest } from './data-of-test.ts'
import { finishTest } from './finish-test.ts'

const config = { database: { url: 'sqlite::memory:' } }

const leaky = { failures: [{ what: 'leaks', code: 'LEAK_FOUND', message: 'the lock 7 was kept' }], leaks: [] }
const failing = { failures: [{ what: 'the database', code: 'CONNECTION_LOST', message: 'it is gone' }], leaks: [] }
/** Hooks whose cleanup ends so: the real ones answer this only when a server breaks. */
const endingIn = (cleanup: typeof leaky) => ({
  end: async () => ({ ...cleanup, complete: false, kept: false, milliseconds: 1 }),
})

describe('the end of a test', () => {
  test('has nothing to say where all is well', async () => {
    await using hooks = createHooks(config)
    const said: string[] = []
    await finishTest(hooks, await hooks.begin({ name: 'passes' }), { outcome: 'passed' }, (text) => said.push(text))
    expect(said).toEqual([])
  })

  test('says the replay token aloud where the failure cannot carry it', async () => {
    await using hooks = createHooks(config)
    const context = await hooks.begin({ name: 'throws a text' })
    const said: string[] = []
    await finishTest(hooks, context, { outcome: 'failed', error: 'a text' }, (text) => said.push(text))
    expect(said).toEqual([`throws a text:\nunderstudy replay '${context.replayToken}'`])
  })

  test('does not say it twice', async () => {
    await using hooks = createHooks(config)
    const said: string[] = []
    const error = new Error('failed')
    const context = await hooks.begin({ name: 'fails' })
    await finishTest(hooks, context, { outcome: 'failed', error }, (text) => said.push(text))
    expect(said).toEqual([])
    expect(error.message.split('understudy replay')).toHaveLength(2)
  })

  test('fails a test that passed and left behind what it must not, with its token', async () => {
    await using hooks = createHooks(config)
    const context = await hooks.begin({ name: 'keeps a lock' })
    const ending = finishTest(endingIn(leaky), context, { outcome: 'passed' }, () => {})
    await expect(ending).rejects.toMatchObject({
      code: 'LEAK_FOUND',
      message: `the lock 7 was kept\n\nunderstudy replay '${context.replayToken}'`,
    })
  })

  test('warns of a cleanup that failed, and leaves the test passed', async () => {
    await using hooks = createHooks(config)
    const context = await hooks.begin({ name: 'passes' })
    const said: string[] = []
    await finishTest(endingIn(failing), context, { outcome: 'passed' }, (text) => said.push(text))
    expect(said).toEqual(['passes:\nunderstudy could not clean up the database: it is gone'])
  })
})

describe('a test without fixtures', () => {
  test('fails with its own error after its data is cleaned up', async () => {
    await using hooks = createHooks(config)
    const own = new Error('its own')
    const data = new DataOfTest(hooks, () => {})
    let seen: unknown
    const running = data.run({ name: 'fails' }, (context) => {
      seen = context
      throw own
    })
    await expect(running).rejects.toBe(own)
    expect(own.message).toMatch(/^its own\n\nunderstudy replay '/)
    expect(seen).toMatchObject({ metadata: { name: 'fails' } })
    await data.abandon()
  })

  test('that nobody waits for any longer is ended by the hook, once, though its body goes on', async () => {
    await using hooks = createHooks(config)
    const said: string[] = []
    const data = new DataOfTest(hooks, (text) => said.push(text))
    const gate = new AbortController()
    const running = data.run({ name: 'hangs' }, async ({ database }) => {
      await once(gate.signal, 'abort')
      await database.query('select 1')
    })
    await data.abandon()
    await data.abandon()
    expect(said).toEqual([expect.stringMatching(/^hangs:\nunderstudy replay '/)])
    gate.abort()
    await expect(running).rejects.toMatchObject({
      code: 'CONNECTION_CLOSED',
      message: expect.not.stringContaining('understudy replay'),
    })
    expect(said).toHaveLength(1)
  })

  test('that failed at its end does so once, and not in the hook again', async () => {
    await using hooks = createHooks(config)
    const data = new DataOfTest({ ...hooks, ...endingIn(leaky) }, () => {})
    await expect(data.run({ name: 'keeps a lock' }, () => {})).rejects.toMatchObject({ code: 'LEAK_FOUND' })
    await expect(data.abandon()).resolves.toBeUndefined()
  })

  test('that was given up during its setup is ended as soon as that is done', async () => {
    await using hooks = createHooks(config)
    const data = new DataOfTest(hooks, () => {})
    let reached = false
    const running = data.run({ name: 'slow to begin' }, () => {
      reached = true
    })
    await Promise.all([data.abandon(), running])
    expect(reached).toBe(true)
  })

  test('that was skipped in the middle did not fail', async () => {
    await using hooks = createHooks(config)
    const skip = new Error('skipped')
    const data = new DataOfTest(hooks, () => {})
    const running = data.run(
      { name: 'skips' },
      () => Promise.reject(skip),
      () => true,
    )
    await expect(running).rejects.toBe(skip)
    expect(skip.message).toBe('skipped')
  })
})
