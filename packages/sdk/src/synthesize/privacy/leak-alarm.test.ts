import { expect, test } from 'vitest'
import { knownTable, madeTable, partsOf, rowsAt, together } from '../../../test/fidelity-tables.ts'
import { streamOf } from '../../random/stream.ts'
import { Draws } from '../fidelity/draws.ts'
import { alignTables } from '../fidelity/table/align-tables.ts'
import type { Cells, Table } from '../fidelity/table/cells.ts'
import { chanceOfAtLeast } from './hypergeometric.ts'
import { binomialTail, identicalPairs } from './identical-pairs.ts'
import { measurePrivacy } from './measure-privacy.ts'
import type { Points } from './row-points.ts'

function measured(real: Table, synthetic: Table, holdout?: Table) {
  const found = measurePrivacy(alignTables(real, synthetic, holdout), { stream: streamOf('test') })
  if ('note' in found) throw new Error(found.note)
  return found
}

/** Every so-manieth row of the training rows. */
function planted(training: Table, each: number): { readonly rows: Int32Array; readonly table: Table } {
  const rows = Int32Array.from({ length: Math.floor(training.rows / each) }, (_, i) => i * each)
  return { rows, table: rowsAt(training, rows) }
}

test('one training row in a hundred raises an alarm that names each of them, with a holdout and without', () => {
  const [training, clean, holdout] = partsOf(madeTable('made', 18_000), 3, 'parts')
  const { rows, table } = planted(training!, 100)
  const synthetic = together(clean!, table)
  for (const held of [undefined, holdout]) {
    const { alarms } = measured(training!, synthetic, held)
    expect(alarms.map(({ kind }) => kind)).toEqual(['identical'])
    const [alarm] = alarms
    const named = new Map(alarm!.rows.map(({ synthetic, real }) => [synthetic, real]))
    for (const [i, row] of rows.entries()) expect(named.get(clean!.rows + i)).toBe(row)
    expect(alarm!.count).toBeLessThan(rows.length + 2 * alarm!.expected + 5)
    expect(alarm!.pValue).toBeLessThan(1e-5)
  }
})

test('training rows that were moved a little are found too', () => {
  const [training, clean] = partsOf(madeTable('made', 12_000), 2, 'parts')
  const { table } = planted(training!, 50)
  const moved: Table = {
    ...table,
    columns: new Map(
      [...table.columns].map(([name, cells]): [string, Cells] => [
        name,
        name === 'price' && cells.as === 'numbers'
          ? { ...cells, values: cells.values.map((value) => value + 0.01) }
          : cells,
      ]),
    ),
  }
  const { alarms } = measured(training!, together(clean!, moved))
  expect(alarms.map(({ kind }) => kind)).toEqual(['near'])
  const named = new Set(alarms[0]!.rows.map(({ synthetic }) => synthetic))
  const found = Array.from({ length: moved.rows }, (_, i) => clean!.rows + i).filter((row) => named.has(row))
  expect(found.length).toBeGreaterThan(0.9 * moved.rows)
})

test('other real rows raise no alarm, in 20 splits of two tables', async () => {
  const tables = [madeTable('made', 1200), await knownTable('titanic')]
  for (const table of tables) {
    if (table === undefined) continue
    const parts = 3
    for (let seed = 0; seed < 20; seed++) {
      const order = new Draws(streamOf(`clean ${seed}`)).sample(table.rows, table.rows)
      const [training, clean, holdout] = partsOf(rowsAt(table, order), parts, `split ${seed}`)
      expect(measured(training!, clean!, seed % 2 === 0 ? holdout : undefined).alarms).toEqual([])
    }
  }
})

test('what is nearer to the training rows shows against a holdout, in a share that does not go by their numbers', () => {
  const [first, second, third, fourth] = partsOf(madeTable('made', 8000), 4, 'parts')
  const training = together(first!, second!)
  const fair = measured(training, third!, fourth!).privacy
  expect(fair.control).toBe('holdout')
  expect(Math.abs(fair.nearerToTraining!.value - 0.5)).toBeLessThan(0.04)
  const copied = measured(training, first!, fourth!).privacy
  expect(copied.nearerToTraining!.value).toBeGreaterThan(0.95)
  expect(copied.identicalRows.synthetic).toBe(first!.rows)
  expect(copied.distances.synthetic).toHaveLength(101)
  expect(copied.distances.synthetic[100]).toBe(0)
  expect(copied.distances.holdout[100]).toBeGreaterThan(0)
})

test('rare combinations that come back more often than in other real rows show', () => {
  const [training, clean, holdout] = partsOf(madeTable('made', 6000), 3, 'parts')
  const fair = measured(training!, clean!, holdout).privacy.rareCombinations
  expect(Math.abs(fair.reproduced / fair.expected - 1)).toBeLessThan(0.1)
  const copied = measured(training!, training!, holdout).privacy.rareCombinations
  expect(copied.reproduced).toBe(copied.of)
  expect(copied.reproduced / copied.expected).toBeGreaterThan(1.5)
})

test('where nothing can be passed over the search ends at its bound, and says of how many rows it is', () => {
  const [training, clean] = partsOf(madeTable('made', 4000), 2, 'parts')
  const found = measurePrivacy(alignTables(training!, clean!, undefined), { stream: streamOf('t'), mostMeasured: 5000 })
  if ('note' in found) throw new Error(found.note)
  expect(found.privacy.compared.training).toBe(2000)
  expect(found.privacy.compared.synthetic).toBeLessThan(2000)
  expect(found.notes[0]).toMatch(
    /^nearest rows were searched for \d+ of 2,000 synthetic rows, among all training rows$/,
  )
})

test('the exact test has the chances of a table that can be counted by hand', () => {
  // 4 of 5 drawn are hits, of 6 hits among 12: C(6,4)·C(6,1) + C(6,5)·C(6,0) of C(12,5).
  expect(chanceOfAtLeast(4, 5, 2, 7)).toBeCloseTo((15 * 6 + 6) / 792, 12)
  expect(chanceOfAtLeast(0, 5, 2, 7)).toBe(1)
  expect(chanceOfAtLeast(1000, 100_000, 0, 100_000)).toBeLessThan(1e-250)
})

test('pairs of identical rows are told by their sides, and how many would be across by chance', () => {
  const points = (values: readonly number[]): Points => ({
    dimensions: 1,
    length: values.length,
    coordinates: Float64Array.from(values),
  })
  // 1 is twice on one side, 2 on the other, 3 and 4 once on each, 5 is three.
  const found = identicalPairs(
    points([1, 1, 3, 4, 5, 6]),
    points([9, 4, 2, 2, 3, 5, 5]),
    Int32Array.of(1, 2, 3, 4, 5, 6),
  )
  expect(found.across).toEqual([3, 0])
  expect(found.expected).toBeCloseTo((4 * 2 * 6 * 6) / (12 * 11), 12)
  expect(binomialTail(2, 3, 0.25)).toBeCloseTo(3 * 0.25 ** 2 * 0.75 + 0.25 ** 3, 12)
})

test('a few copies among many rows that never repeat each other are found', () => {
  const [training] = partsOf(madeTable('made', 600), 1, 'parts')
  const { table } = planted(training!, 30)
  const fresh = (name: string, cells: Cells): Cells =>
    name === 'price' && cells.as === 'numbers' ? { ...cells, values: cells.values.map((value) => value + 0.5) } : cells
  const many = madeTable('other', 12_000)
  const clean: Table = {
    ...many,
    columns: new Map([...many.columns].map(([name, cells]) => [name, fresh(name, cells)])),
  }
  expect(measured(training!, clean).alarms).toEqual([])
  const [alarm] = measured(training!, together(clean, table)).alarms
  expect([alarm?.kind, alarm?.count]).toEqual(['identical', table.rows])
})
