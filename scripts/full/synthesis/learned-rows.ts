/** Patterns are learned of one half of each table: what they make is held against that half, as the other half is. */

import { streamOf } from '../../../packages/sdk/src/random/stream.ts'
import { compareEntity } from '../../../packages/sdk/src/synthesize/fidelity/compare-entity.ts'
import { alignTables } from '../../../packages/sdk/src/synthesize/fidelity/table/align-tables.ts'
import { partsOf } from '../../../packages/sdk/test/fidelity-tables.ts'
import { knownTable, tables } from './known-table.ts'
import { madeRows, tableOf } from './made-rows.ts'

for (const name of tables) {
  const [half, other] = partsOf(await knownTable(name), 2, name)
  const made = await madeRows(half!, half!.rows, name)
  const figures = [await tableOf(name, made), other!].map((synthetic) => {
    const { fidelity } = compareEntity(alignTables(half!, synthetic, undefined), {
      stream: streamOf(name),
      targets: [],
    })
    const { comparable, calibrated, classifierAuc } = fidelity
    return { overall: comparable.overall ?? 0, calibrated: calibrated?.value ?? 0, auc: classifierAuc?.value ?? 1 }
  })
  const [synthetic, real] = figures
  const share = synthetic!.overall / real!.overall
  check(
    share >= 0.97,
    `${name}: overall ${synthetic!.overall.toFixed(4)}, ${share.toFixed(4)} of what the other half gets (at least 0.97)`,
  )
  check(synthetic!.auc <= 0.65, `${name}: classifier AUC ${synthetic!.auc.toFixed(3)} (at most 0.65)`)
  console.log(
    `     ${name}: calibrated ${synthetic!.calibrated.toFixed(3)}, the other half ${real!.calibrated.toFixed(3)}`,
  )
  if (name === 'taxis') {
    const late = made.filter(({ pickup, dropoff }) => !(timeOf(pickup) <= timeOf(dropoff))).length
    check(late === 0, `${name}: ${late} of ${made.length} rows have a pickup after the dropoff`)
  }
}

function timeOf(value: unknown): number {
  return value instanceof Date ? value.getTime() : Date.parse(String(value))
}

function check(isHeld: boolean, message: string): void {
  console.log(`${isHeld ? 'ok  ' : 'FAIL'} ${message}`)
  if (!isHeld) process.exitCode = 1
}
