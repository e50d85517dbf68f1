/** Ten shuffles and ten halves of each table: each score is told, and the mean is within 0.03 of 0, and within 0.05 of 1. */

import { streamOf } from '../../../packages/sdk/src/random/stream.ts'
import { calibratedScore } from '../../../packages/sdk/src/synthesize/fidelity/calibrated/calibrated-score.ts'
import { alignTables } from '../../../packages/sdk/src/synthesize/fidelity/table/align-tables.ts'
import type { Table } from '../../../packages/sdk/src/synthesize/fidelity/table/cells.ts'
import { partsOf, shuffledColumns } from '../../../packages/sdk/test/fidelity-tables.ts'
import { knownTable, tables } from './known-table.ts'

const times = 10
for (const name of tables) {
  const table = await knownTable(name)
  const scoreOf = (real: Table, synthetic: Table, seed: string): number => {
    const found = calibratedScore(alignTables(real, synthetic, undefined), { stream: streamOf(seed), replicates: 10 })
    if ('note' in found) throw new Error(found.note)
    return found.estimate.value
  }
  const seeds = Array.from({ length: times }, (_, i) => `${name} ${i}`)
  const shuffles = seeds.map((seed) => scoreOf(table, shuffledColumns(table, seed), seed))
  const halves = seeds.map((seed) => {
    const [real, other] = partsOf(table, 2, seed)
    return scoreOf(real!, other!, seed)
  })
  tell(name, 'a shuffle', shuffles, 0, 0.03)
  tell(name, 'another half', halves, 1, 0.05)
}

function tell(name: string, what: string, scores: readonly number[], wanted: number, within: number): void {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
  const isHeld = Math.abs(mean - wanted) <= within
  const inside = scores.filter((score) => Math.abs(score - wanted) <= within).length
  console.log(
    `${isHeld ? 'ok  ' : 'FAIL'} ${name}: ${what} scores ${mean.toFixed(4)} on the mean of ${scores.length}, ` +
      `${Math.min(...scores).toFixed(4)} to ${Math.max(...scores).toFixed(4)}; ${inside} within ${within} of ${wanted}`,
  )
  if (!isHeld) process.exitCode = 1
}
