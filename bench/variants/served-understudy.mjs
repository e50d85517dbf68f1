import { readFile } from 'node:fs/promises'
import { keepTick } from '../../packages/cli/dist/commands/keep-tick.js'
import { boundYoungSpace } from '../../packages/cli/dist/commands/young-space.js'

/**
 * The server over an embedded store that was prepared, its heap and a tick kept as the command keeps them. Plain JavaScript: a process
 * that strips types is 17 MiB larger, which nobody pays who serves. What it says to its parent, and is asked, is of `servedByParent`.
 */
const [data, about = ''] = process.argv.slice(2)
const unlimited = { burst: 1e12, perSecond: 1e9 }
boundYoungSpace()
keepTick()
const { startServer } = await import('@understudy/server')
const server = await startServer({ data, port: 0, rates: { caller: unlimited, network: unlimited } })
process.on('message', async (message) => {
  if (message === 'stop') {
    await server.close()
    process.disconnect()
    return
  }
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  process.send?.({ cpu: (userCPUTime + systemCPUTime) / 1e6, peakMiB: Math.round(maxRSS / 1024) })
})
process.send?.({ url: server.url, ...JSON.parse(await readFile(about, 'utf8')) })
