/**
 * Three attacks on each table: rows that were copied are caught by all of them, and where one in five is a copy by one at
 * least. Other real rows are caught no more often than the intervals of 95 % say. Rows that were learned give a little
 * away: no interval of a risk begins above 0.05.
 */
import { streamOf } from '../../../packages/sdk/src/random/stream.ts'
import { alignTables } from '../../../packages/sdk/src/synthesize/fidelity/table/align-tables.ts'
import type { Table } from '../../../packages/sdk/src/synthesize/fidelity/table/cells.ts'
import type { PrivacyRisk } from '../../../packages/sdk/src/synthesize/fidelity-report.ts'
import { measureRisks } from '../../../packages/sdk/src/synthesize/privacy/attacks/measure-risks.ts'
import { partsOf, rowsAt, together } from '../../../packages/sdk/test/fidelity-tables.ts'
import { knownTable, tables } from './known-table.ts'
import { madeRows, tableOf } from './made-rows.ts'

const splits = 20
/** Of 20, half of one is expected; more than 4 have a chance of 1 in 7,000. */
const mostFalse = 4
const mostRisk = 0.05
const all = ['singling-out', 'linkability', 'inference']

for (const name of tables) {
  const table = await knownTable(name)
  const falsely = new Map<string, number>()
  let greatest = 0
  for (let split = 0; split < splits; split++) {
    const [training, other, holdout] = partsOf(table, 3, `${name} ${split}`)
    // Holdouts of the same size, of half and of a fifth.
    const held = firstRows(holdout!, Math.floor(holdout!.rows / [1, 2, 5][split % 3]!))
    for (const attack of caught(risksOf(training!, other!, held, split)))
      falsely.set(attack, (falsely.get(attack) ?? 0) + 1)
    if (split >= 4) continue
    const learned = await tableOf(name, await madeRows(training!, training!.rows, `${name} ${split}`))
    for (const { risk } of risksOf(training!, learned, holdout!, split)) greatest = Math.max(greatest, risk.interval[0])
    const copied = caught(risksOf(training!, training!, holdout!, split))
    if (copied.length < all.length) fail(`${name}: a copy is caught by ${copied.join(', ') || 'no attack'} alone`)
    const mixed = together(other!, firstRows(training!, Math.floor(training!.rows / 4)))
    if (caught(risksOf(training!, mixed, holdout!, split)).length === 0)
      fail(`${name}: one copy in five is caught by no attack`)
  }
  const told = [...falsely].map(([attack, times]) => `${attack} ${times}`).join(', ') || 'none'
  if ([...falsely.values()].some((times) => times > mostFalse)) fail(`${name}: of ${splits} other real rows: ${told}`)
  if (greatest > mostRisk) fail(`${name}: rows that were learned have a risk of ${greatest.toFixed(3)} and more`)
  if (process.exitCode === undefined)
    console.log(
      `ok   ${name}: copies are caught by every attack; other real rows, ${splits} times: ${told}; no interval of a risk of learned rows begins above ${greatest.toFixed(3)}`,
    )
}

function risksOf(training: Table, synthetic: Table, holdout: Table, seed: number): readonly PrivacyRisk[] {
  return measureRisks(alignTables(training, synthetic, holdout), { stream: streamOf(seed) }).risks
}

/** Attacks whose interval does not hold 0. */
function caught(risks: readonly PrivacyRisk[]): string[] {
  return risks.filter(({ risk }) => risk.interval[0] > 0).map(({ attack }) => attack)
}

function firstRows(table: Table, rows: number): Table {
  return rowsAt(
    table,
    Int32Array.from({ length: rows }, (_, row) => row),
  )
}

function fail(why: string): void {
  console.error(`FAIL ${why}`)
  process.exitCode = 1
}
