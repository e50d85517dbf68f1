import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { report } from '../measure.ts'

// As the command does for a process that passes rows on: before the SDK is loaded, which makes the heap grow.
setFlagsFromString('--optimize-for-size')
setFlagsFromString('--semi-space-growth-factor=1')
const { readMaskingKey } = await import('@understudy/sdk')
const { cloneDatabase } = await import('@understudy/sdk/clone')
const { benchKey, maskedColumns } = await import('../clone-database.ts')

/** Clones a whole database, and says after how many seconds of the process which phase began. */
const [source = '', target = '', masks = '', ...orders] = process.argv.slice(2)
const { BENCH_KEEP = '' } = process.env
const folder = await mkdtemp(join(tmpdir(), 'understudy-bench-clone-'))
const began: Record<string, number> = {}
try {
  const { operation, plan } = await cloneDatabase(
    { url: source },
    { url: target },
    {
      policy: maskedColumns(Number(masks), orders, BENCH_KEEP === '' ? [] : [BENCH_KEEP]),
      key: await readMaskingKey(benchKey),
      waive: ['source-can-write'],
      confirm: async (plan, name) => ({ name, planHash: plan.hash }),
      folder,
      disconnect: true,
      onEvent: (event) => {
        if (event.type === 'phase') began[event.phase] = performance.now() / 1000
      },
    },
  )
  report(operation.statistics.rows, { began, transfer: plan.tables[0]?.transfer })
} finally {
  await rm(folder, { recursive: true, force: true })
}
