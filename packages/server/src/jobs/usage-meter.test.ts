import { expect, test } from 'vitest'
import { createUsageMeter } from './usage-meter.ts'

test('runs share the CPU of the process: together they tell of no more than there was', () => {
  let cpu = 100
  let memory = 10
  let seconds = 0
  const meter = createUsageMeter({ cpuSeconds: () => cpu, memoryBytes: () => memory, seconds: () => seconds })
  const first = meter.start()
  cpu += 4
  seconds += 5
  const second = meter.start()
  cpu += 6
  memory = 30
  seconds += 5
  expect(first.read()).toEqual({ cpuSeconds: 7, memoryBytes: 30, seconds: 10 })
  memory = 20
  expect(second.stop()).toEqual({ cpuSeconds: 3, memoryBytes: 30, seconds: 5 })
  cpu += 1
  expect(first.stop()).toEqual({ cpuSeconds: 8, memoryBytes: 30, seconds: 10 })
  cpu += 50
  const third = meter.start()
  expect(third.read().cpuSeconds).toBe(0)
})
