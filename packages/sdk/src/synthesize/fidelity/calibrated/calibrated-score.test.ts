import { expect, test } from 'vitest'
import { knownTable, madeTable, partsOf, shuffledColumns } from '../../../../test/fidelity-tables.ts'
import { streamOf } from '../../../random/stream.ts'
import { alignTables } from '../table/align-tables.ts'
import type { Table } from '../table/cells.ts'
import { calibratedScore } from './calibrated-score.ts'

function scoreOf(real: Table, synthetic: Table, holdout?: Table) {
  const found = calibratedScore(alignTables(real, synthetic, holdout), { stream: streamOf('test'), replicates: 12 })
  if ('note' in found) throw new Error(found.note)
  return found.estimate
}

function noteOf(real: Table, synthetic: Table): string | undefined {
  const found = calibratedScore(alignTables(real, synthetic, undefined), { stream: streamOf('test'), replicates: 20 })
  return 'note' in found ? found.note : undefined
}

test('a shuffle of the columns is 0 and another half of the real rows 1, with a holdout and without', () => {
  const [real, other, held] = partsOf(madeTable('made', 9000), 3, 'parts')
  for (const holdout of [undefined, held]) {
    expect(Math.abs(scoreOf(real!, shuffledColumns(real!, 's'), holdout).value)).toBeLessThan(0.03)
    expect(Math.abs(scoreOf(real!, other!, holdout).value - 1)).toBeLessThan(0.05)
  }
})

/** Of nine hundred passengers it is the mean of four: one shuffle of them is 0.02 off by itself. */
test('so it is of real tables', async () => {
  for (const [name, seeds] of [
    ['taxis', ['a']],
    ['titanic', ['a', 'b', 'c', 'd']],
  ] as const) {
    const table = await knownTable(name)
    if (table === undefined) return
    const mean = (score: (seed: string) => number) => seeds.reduce((sum, seed) => sum + score(seed) / seeds.length, 0)
    expect(Math.abs(mean((seed) => scoreOf(table, shuffledColumns(table, seed)).value)), name).toBeLessThan(0.03)
    const half = (seed: string) => {
      const [real, other] = partsOf(table, 2, seed)
      return scoreOf(real!, other!).value
    }
    expect(Math.abs(mean(half) - 1), name).toBeLessThan(0.05)
  }
})

test('the interval holds the figure, and is narrower with more rows', () => {
  const width = (rows: number) => {
    const [real, other] = partsOf(madeTable('made', rows), 2, 'parts')
    const { value, interval } = scoreOf(real!, other!)
    expect(interval[0]).toBeLessThanOrEqual(value)
    expect(interval[1]).toBeGreaterThanOrEqual(value)
    return interval[1] - interval[0]
  }
  expect(width(8000)).toBeLessThan(width(400))
})

test('rows that kept half of what goes together are in between, and a change of scale is below a shuffle', () => {
  const [real, other] = partsOf(madeTable('made', 6000), 2, 'parts')
  const mixed = shuffledColumns(other!, 's')
  const half: Table = {
    ...other!,
    columns: new Map(
      [...other!.columns].map(([name, cells]) => {
        const loose = mixed.columns.get(name)!
        if (cells.as !== 'numbers' || loose.as !== 'numbers') return [name, cells]
        return [
          name,
          { ...cells, values: cells.values.map((value, row) => (row % 2 === 0 ? value : loose.values[row]!)) },
        ]
      }),
    ),
  }
  const between = scoreOf(real!, half).value
  expect(between).toBeGreaterThan(0.3)
  expect(between).toBeLessThan(0.9)
  const scaled: Table = {
    ...other!,
    columns: new Map(
      [...other!.columns].map(([name, cells]) => [
        name,
        cells.as === 'numbers' ? { ...cells, values: cells.values.map((value) => 0.3 * value + 50_000) } : cells,
      ]),
    ),
  }
  expect(scoreOf(real!, scaled).value).toBeLessThan(0)
})

test('too few rows, one column, and columns that have nothing to do with each other are said to be so', () => {
  const [real, other] = partsOf(madeTable('made', 4000), 2, 'parts')
  const [few, others] = partsOf(madeTable('made', 60), 2, 'parts')
  const one = (table: Table): Table => ({ ...table, columns: new Map([['size', table.columns.get('size')!]]) })
  expect(noteOf(few!, others!)).toMatch(/too few rows/)
  expect(noteOf(one(real!), one(other!))).toMatch(/fewer than two columns/)
  expect(noteOf(shuffledColumns(real!, 'a'), shuffledColumns(other!, 'b'))).toMatch(/nothing to do with each other/)
})
