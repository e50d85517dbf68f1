import { expect, test } from 'vitest'
import { knownTable, madeTable, partsOf, rowsAt, shuffledColumns, together } from '../../../../test/fidelity-tables.ts'
import { streamOf } from '../../../random/stream.ts'
import { Draws } from '../../fidelity/draws.ts'
import { alignTables } from '../../fidelity/table/align-tables.ts'
import type { Cells, Table } from '../../fidelity/table/cells.ts'
import { rateOf, riskOf } from './attack-risk.ts'
import { measureRisks } from './measure-risks.ts'
import { chanceOfOne } from './poisson-mixture.ts'

function risksOf(training: Table, synthetic: Table, holdout: Table | undefined, seed = 'attacks') {
  return measureRisks(alignTables(training, synthetic, holdout), { stream: streamOf(seed) })
}
const all = ['singling-out', 'linkability', 'inference']
/** Attacks whose interval does not hold 0. */
const caught = (found: ReturnType<typeof risksOf>) =>
  found.risks.filter(({ risk }) => risk.interval[0] > 0).map(({ attack }) => attack)

const [training, clean, holdout] = partsOf(madeTable('made', 9000), 3, 'parts')

test('a generator that copies its rows is caught by every attack', () => {
  const found = risksOf(training!, training!, holdout)
  expect(caught(found)).toEqual(all)
  for (const { risk } of found.risks) expect(risk.value).toBeGreaterThan(0.6)
  expect(found.notes).toEqual([])
})

test('it is caught where every fifth row is a copy, and where copies were moved a little', () => {
  const fifth = Int32Array.from({ length: 600 }, (_, i) => i * 5)
  const mixed = together(
    rowsAt(
      clean!,
      Int32Array.from({ length: 2400 }, (_, i) => i),
    ),
    rowsAt(training!, fifth),
  )
  expect(caught(risksOf(training!, mixed, holdout))).toEqual(all)
  const moved = { ...training!, columns: new Map([...training!.columns].map(([name, cells]) => [name, nudged(cells)])) }
  expect(caught(risksOf(training!, moved, holdout))).toEqual(all)
})

function nudged(cells: Cells): Cells {
  return cells.as === 'numbers' ? { ...cells, values: cells.values.map((value) => value * 1.001) } : cells
}

test('other real rows are not caught, with holdouts of any size', async () => {
  const tables = [madeTable('made', 4000), await knownTable('titanic')]
  const falsely = new Map<string, number>()
  let tried = 0
  for (const table of tables) {
    if (table === undefined) continue
    for (let seed = 0; seed < 9; seed++) {
      const order = new Draws(streamOf(`split ${seed}`)).sample(table.rows, table.rows)
      const size = Math.floor(table.rows / 8)
      const part = (from: number, to: number) => rowsAt(table, order.subarray(from * size, to * size))
      const held = [part(6, 8), part(6, 7), part(4, 8)][seed % 3]!
      const found = risksOf(part(0, 3), part(3, 4), held, `seed ${seed}`)
      tried += 1
      for (const attack of caught(found)) falsely.set(attack, (falsely.get(attack) ?? 0) + 1)
    }
  }
  expect(tried).toBeGreaterThanOrEqual(9)
  // An interval of 95 % leaves one side out in 1 of 40.
  for (const count of falsely.values()) expect(count).toBeLessThanOrEqual(2)
})

test('what columns have to do with each other is no leak: the control has as much of it', () => {
  const { risks } = risksOf(training!, clean!, holdout)
  const inference = risks.find(({ attack }) => attack === 'inference')!
  expect(inference.attackRate).toBeGreaterThan(inference.guessRate + 0.1)
  expect(inference.risk.interval[0]).toBe(0)
  expect(inference.note).toBeUndefined()
})

test('an attack that is no better than guessing says so, and one that cannot be made says why', () => {
  const [a, b, c] = [training!, clean!, holdout!].map((table, i) => shuffledColumns(table, `shuffle ${i}`))
  const shuffled = risksOf(a!, b!, c)
  expect(shuffled.risks.find(({ attack }) => attack === 'inference')!.note).toMatch(/no better than guessing/)
  const grade = (table: Table): Table => ({
    ...table,
    columns: new Map([...table.columns].filter(([name]) => name === 'grade')),
  })
  expect(risksOf(grade(training!), grade(clean!), grade(holdout!))).toEqual({
    risks: [],
    notes: [
      'singling-out is not tried: hardly any combination of values singles out a synthetic row',
      'linkability is not tried: there are not two columns to link',
      'inference is not tried: there are not two columns, one to know and one to guess',
    ],
  })
})

test('without a holdout, and with too few rows, no attack is tried, and that is said', () => {
  expect(risksOf(training!, clean!, undefined)).toEqual({
    risks: [],
    notes: ['attacks are not tried: they need a holdout'],
  })
  const few = rowsAt(
    holdout!,
    Int32Array.from({ length: 49 }, (_, i) => i),
  )
  expect(risksOf(training!, clean!, few).notes).toEqual([
    'attacks are not tried: 50 rows of each side are needed at least',
  ])
})

test('rates and risks are those of the formulas', () => {
  const z = 1.959964
  const rate = rateOf(30, 100)
  expect(rate.value).toBeCloseTo((30 + (z * z) / 2) / (100 + z * z), 12)
  expect(rate.reach).toBeCloseTo((z / (100 + z * z)) * Math.sqrt((30 * 70) / 100 + (z * z) / 4), 12)
  const risk = riskOf({ value: 0.6, reach: 0.03 }, { value: 0.2, reach: 0.04 })
  expect(risk.value).toBeCloseTo(0.5, 12)
  const reach = Math.sqrt((0.03 / 0.8) ** 2 + ((0.4 / 0.64) * 0.04) ** 2)
  expect(risk.interval[0]).toBeCloseTo(0.5 - reach, 12)
  expect(riskOf({ value: 0.1, reach: 0.03 }, { value: 0.2, reach: 0.04 })).toEqual({ value: 0, interval: [0, 0] })
})

test('how often one row is so is told of a sample of another size', () => {
  const draws = new Draws(streamOf('poisson'))
  const rates = [0.1, 1, 4]
  const counts = Array.from({ length: 3000 }, (_, i) => {
    let count = 0
    for (let row = 0; row < 400; row++) if (draws.below(400_000) < rates[i % 3]! * 1000) count++
    return count
  })
  for (const ratio of [1, 2, 3]) {
    const truth = rates.reduce((sum, rate) => sum + (ratio * rate * Math.exp(-ratio * rate)) / 3, 0)
    expect(Math.abs(chanceOfOne(counts, ratio) - truth)).toBeLessThan(0.02)
  }
  expect(chanceOfOne([0, 0, 0], 2)).toBeLessThan(0.01)
})
