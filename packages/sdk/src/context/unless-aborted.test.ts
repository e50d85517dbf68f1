import { expect, test } from 'vitest'
import { unlessAborted } from './unless-aborted.ts'

test('what comes after the signal goes to late, and nobody waits for it', async () => {
  const controller = new AbortController()
  let finish: (result: string) => void = () => {}
  const work = new Promise<string>((resolve) => {
    finish = resolve
  })
  const late = new Promise<string>((resolve) => {
    const waiting = unlessAborted(work, controller.signal, async (result) => resolve(result))
    controller.abort()
    expect(waiting)
      .rejects.toMatchObject({ code: 'CANCELLED' })
      .then(() => finish('a world'))
  })
  expect(await late).toBe('a world')
})

test('a signal that came before is enough', async () => {
  await expect(unlessAborted(new Promise(() => {}), AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' })
})

test('without a signal it is the work, or its failure', async () => {
  const { signal } = new AbortController()
  expect(await unlessAborted(Promise.resolve(3), signal)).toBe(3)
  await expect(unlessAborted(Promise.reject(new Error('no')), signal)).rejects.toThrow('no')
})
