/**
 * One training row in a hundred among 100,000 synthetic rows: an alarm within a minute names all of them but those that the
 * training data has twice. The same rows without them, and twenty holdouts of each table, raise none.
 */

import { streamOf } from '../../../packages/sdk/src/random/stream.ts'
import { alignTables } from '../../../packages/sdk/src/synthesize/fidelity/table/align-tables.ts'
import type { Table } from '../../../packages/sdk/src/synthesize/fidelity/table/cells.ts'
import { measurePrivacy } from '../../../packages/sdk/src/synthesize/privacy/measure-privacy.ts'
import { partsOf, rowsAt } from '../../../packages/sdk/test/fidelity-tables.ts'
import { knownTable, tables } from './known-table.ts'
import { madeRows, objectsOf, randomRows, tableOf } from './made-rows.ts'

const many = 100_000
for (const name of tables) {
  const table = await knownTable(name)
  for (let split = 0; split < 20; split++) {
    const [training, holdout, control] = partsOf(table, 3, `${name} ${split}`)
    const alarms = alarmsOf(training!, holdout!, split % 2 === 0 ? control : undefined)
    if (alarms.length > 0) fail(`${name}: holdout ${split} raised ${alarms.length} alarms`)
  }
  console.log(`ok   ${name}: twenty holdouts raise no alarm`)

  const [training] = partsOf(table, 2, name)
  const made = await madeRows(training!, many, name)
  const clean = await tableOf(name, made)
  if (alarmsOf(training!, clean).length > 0) fail(`${name}: rows that were learned of it raise an alarm`)
  const rows = randomRows(Math.floor(training!.rows / 100), training!.rows, name)
  const planted = objectsOf(rowsAt(training!, rows))
  const begun = performance.now()
  const leaky = await tableOf(name, [...made.slice(0, many - planted.length), ...planted])
  const alarms = alarmsOf(training!, leaky)
  const seconds = (performance.now() - begun) / 1000
  const named = new Set(alarms.flatMap((alarm) => alarm.rows.map(({ synthetic }) => synthetic)))
  const own = ownRows(training!)
  const mustBeNamed = [...rows.keys()].filter((at) => own.has(rows[at]!))
  const found = mustBeNamed.filter((at) => named.has(many - planted.length + at)).length
  const told = `${planted.length} planted among ${many}, ${found} of ${mustBeNamed.length} named that are nobody else's, ${named.size} in all, in ${seconds.toFixed(1)} s`
  // Of nine hundred passengers most are like another one: too few are left to be sure.
  if (name === 'titanic') console.log(`     ${name}: ${told}`)
  else if (found < mustBeNamed.length || seconds > 60) fail(`${name}: ${told}`)
  else console.log(`ok   ${name}: ${told}; without them no alarm`)
}

function alarmsOf(training: Table, synthetic: Table, holdout?: Table) {
  const found = measurePrivacy(alignTables(training, synthetic, holdout), { stream: streamOf('full'), mostNamed: many })
  if ('note' in found) throw new Error(found.note)
  return found.alarms
}

/** Training rows that no other one is. */
function ownRows(training: Table): ReadonlySet<number> {
  const rowOf = new Map<string, number>()
  const twice = new Set<number>()
  for (const [row, values] of objectsOf(training).entries()) {
    const key = JSON.stringify(values)
    const known = rowOf.get(key)
    if (known === undefined) rowOf.set(key, row)
    else twice.add(known)
  }
  return new Set([...rowOf.values()].filter((row) => !twice.has(row)))
}

function fail(message: string): void {
  console.log(`FAIL ${message}`)
  process.exitCode = 1
}
