import { expect, test } from 'vitest'
import { unlessInterrupted } from './unless-interrupted.ts'

const what = { operation: 'back up', stands: 'no whole backup' }

test('what fails after Ctrl-C was interrupted, and says what it left; what fails without is told as it is', async () => {
  const failing = () => Promise.reject(new Error('the operation was aborted'))
  await expect(unlessInterrupted(AbortSignal.abort(), what, failing)).rejects.toMatchObject({
    code: 'CANCELLED',
    operation: 'back up',
    details: { stands: 'no whole backup' },
  })
  await expect(unlessInterrupted(new AbortController().signal, what, failing)).rejects.toThrow('aborted')
  expect(await unlessInterrupted(AbortSignal.abort(), what, async () => 'done')).toBe('done')
})
