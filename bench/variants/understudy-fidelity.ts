import { openDataset } from '@understudy/sdk/quality'
import { validateSyntheticQuality } from '@understudy/sdk/synthesize'
import { report } from '../measure.ts'

/** Holds one file of rows against another, and says the figures that goals are about. */
const [realFile = '', otherFile = ''] = process.argv.slice(2)
await using real = await openDataset(realFile)
await using other = await openDataset(otherFile)
const begun = performance.now()
const found = await validateSyntheticQuality(real.source, other.source, { now: new Date(0), seed: 1 })
const [entity] = found.entities
report(entity?.rows.synthetic ?? 0, {
  seconds: (performance.now() - begun) / 1000,
  overall: entity?.comparable.overall,
  calibrated: entity?.calibrated?.value,
  auc: entity?.classifierAuc?.value,
  alarms: found.alarms.length,
  named: found.alarms.reduce((sum, { count }) => sum + count, 0),
})
