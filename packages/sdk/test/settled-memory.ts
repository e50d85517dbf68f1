import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
export const collect: () => void = runInNewContext('gc')

/**
 * What earlier tests of this process left is collected, and freed, which another thread does soon after: what is measured
 * next is of its own work.
 */
export async function settledMemory(): Promise<void> {
  let before: number
  do {
    before = process.memoryUsage().external
    collect()
    await sleep(30)
  } while (process.memoryUsage().external < before)
}
