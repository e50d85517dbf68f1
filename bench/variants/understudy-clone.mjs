/**
 * Clones a whole database, and says after how many seconds of the process which phase began. Started as the command is: in
 * plain JavaScript, with what was compiled before, and a small heap; its policy is given, as a file would give it.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import module from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'

const [source, target, policy, key, compiled] = process.argv.slice(2)
module.enableCompileCache(compiled)
setFlagsFromString('--optimize-for-size')
setFlagsFromString('--semi-space-growth-factor=1')
const { cloneDatabase, parsePolicy, readMaskingKey } = await import('@understudy/sdk/clone')

const folder = await mkdtemp(join(tmpdir(), 'understudy-bench-clone-'))
const began = {}
try {
  const { operation, plan } = await cloneDatabase(
    { url: source },
    { url: target },
    {
      policy: parsePolicy(policy),
      key: await readMaskingKey(key),
      waive: ['source-can-write'],
      confirm: async ({ hash }, name) => ({ name, planHash: hash }),
      folder,
      disconnect: true,
      onEvent: (event) => {
        if (event.type === 'phase') began[event.phase] = performance.now() / 1000
      },
    },
  )
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  const cpu = (userCPUTime + systemCPUTime) / 1e6
  const { rows } = operation.statistics
  const { transfer } = plan.tables[0]
  console.log(JSON.stringify({ rows, cpu, peakMiB: Math.round(maxRSS / 1024), began, transfer }))
} finally {
  await rm(folder, { recursive: true, force: true })
}
