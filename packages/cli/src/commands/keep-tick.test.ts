import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { keepTick, keptTicks } from './keep-tick.ts'

test('what is kept is one of the ticks of Node', async () => {
  keepTick()
  await turn()
  expect(keptTicks()).toEqual([expect.objectContaining({ callback: expect.any(Function) })])
})
