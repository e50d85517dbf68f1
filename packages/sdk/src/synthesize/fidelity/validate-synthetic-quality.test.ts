import { expect, test } from 'vitest'
import { failure } from '../../../test/failure.ts'
import { madeTable, sourceOf } from '../../../test/fidelity-tables.ts'
import type { DataSchema } from '../../model/schema.ts'
import { validateSyntheticQuality } from './validate-synthetic-quality.ts'

const now = new Date('2024-05-06T07:08:09Z')

function sales(seed: string, count: number): { readonly grade?: unknown; readonly [column: string]: unknown }[] {
  const { columns, rows } = madeTable(seed, count)
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(
      [...columns].map(([name, cells]) => {
        if (cells.as === 'words') return [name, cells.words[cells.codes[row]!] ?? null]
        if (cells.as === 'numbers') return [name, Number.isNaN(cells.values[row]) ? null : cells.values[row]]
        return [name, null]
      }),
    ),
  )
}

const schema: DataSchema = {
  entities: [
    { name: 'shops', fields: [{ name: 'id' }, { name: 'city' }], primaryKey: ['id'] },
    { name: 'sales', fields: [{ name: 'id' }, { name: 'shop' }, { name: 'grade' }], primaryKey: ['id'] },
  ],
  relationships: [
    { type: 'one-to-many', parent: { entity: 'shops' }, child: { entity: 'sales', fields: ['shop'] } },
    {
      type: 'polymorphic',
      child: { entity: 'sales', fields: ['shop'], typeField: 'grade' },
      parents: [{ entity: 'shops', tag: 'x' }],
    },
  ],
}

/** The first shops have most of the sales, and each city its own grades. */
function chain(seed: string, { orphans = 0, loose = false } = {}) {
  const shops = Array.from({ length: 40 }, (_, i) => ({ id: i + 1, city: i % 2 === 0 ? 'north' : 'south' }))
  const rows = sales(seed, 800).map((sale, i) => {
    const shop = i < orphans ? 999 : 1 + (Math.floor(((i % 29) * (i % 31)) / 25) % 40)
    const north = shop % 2 === 1
    return { ...sale, id: i, shop, grade: loose ? sale.grade : north ? 'plain' : i % 5 === 0 ? 'good' : 'best' }
  })
  return sourceOf({ shops, sales: rows }, schema)
}

test('the report holds every figure, and is the same each time', async () => {
  const source = () => sourceOf({ sales: sales('a', 900) })
  const synthetic = () => sourceOf({ made: sales('b', 900) })
  const holdout = () => sourceOf({ held: sales('c', 900) })
  const run = () => validateSyntheticQuality(source(), synthetic(), { now, holdout: holdout(), seed: 1 })
  const report = await run()
  const [entity] = report.entities
  expect(report).toMatchObject({ kind: 'understudy.fidelity-report', version: 1, at: now.toISOString(), passed: true })
  expect(entity?.rows).toEqual({ real: 900, synthetic: 900, holdout: 900 })
  expect(entity?.columns).toHaveLength(5)
  expect(entity?.pairs).toHaveLength(10)
  expect(entity?.comparable.overall).toBeGreaterThan(0.9)
  expect(entity?.calibrated?.value).toBeGreaterThan(0.9)
  expect(entity?.marginal?.value).toBeCloseTo(entity!.comparable.shapes!, 12)
  expect(entity?.classifierAuc?.value).toBeLessThan(0.6)
  expect(entity?.usefulness.map(({ target }) => target)).toEqual(['grade', 'price'])
  expect(report.privacy[0]).toMatchObject({
    control: 'holdout',
    compared: { training: 900, synthetic: 900, holdout: 900 },
  })
  expect(report.alarms).toEqual([])
  expect(report.quality.accuracy.value).toBe(entity?.comparable.overall)
  expect(report.notes).toEqual(['of the quality of the synthetic rows accuracy alone is measured: no rules were given'])
  expect(JSON.stringify(await run())).toBe(JSON.stringify(report))
  expect(JSON.parse(JSON.stringify(report))).toEqual(report)
})

test('rows that are the training rows raise an alarm, and the report does not pass', async () => {
  const rows = sales('a', 600)
  const report = await validateSyntheticQuality(sourceOf({ sales: rows }), sourceOf({ sales: rows }), { now })
  expect(report.alarms[0]).toMatchObject({ entity: 'sales', kind: 'identical' })
  expect(report.passed).toBe(false)
})

test('a floor that is missed, and one of a figure that cannot be measured, let the report not pass', async () => {
  const held = { shapes: 0.8, classifierAuc: 0.6 }
  const floorsOf = async (count: number, floors: typeof held) => {
    const real = sourceOf({ sales: sales('a', count) })
    const report = await validateSyntheticQuality(real, sourceOf({ sales: sales('b', count) }), { now, floors })
    return [report.passed, ...report.floors.map((floor) => floor.held)]
  }
  expect(await floorsOf(600, held)).toEqual([true, true, true])
  expect(await floorsOf(600, { ...held, shapes: 0.999 })).toEqual([false, false, true])
  expect(await floorsOf(30, { shapes: 0, classifierAuc: 1 })).toEqual([false, true, false])
})

test('relationships: keys without a parent, children per parent, columns across', async () => {
  const good = await validateSyntheticQuality(chain('a'), chain('b'), { now })
  const [relationship] = good.relationships
  expect(relationship).toMatchObject({ parent: 'shops', child: 'sales', referentialIntegrity: 1, cardinalityShape: 1 })
  const across = relationship?.pairs.find(({ columns }) => columns.join() === 'city,grade')
  expect(across).toMatchObject({ metric: 'contingency', counted: true })
  expect(across?.score).toBeGreaterThan(0.9)
  expect(good.entities.map(({ entity, excluded }) => [entity, excluded.map(({ column }) => column)])).toEqual([
    ['shops', ['id']],
    ['sales', ['id', 'shop']],
  ])
  expect(good.notes).toContain('sales: not compared: its parents are of several entities')

  const broken = await validateSyntheticQuality(chain('a'), chain('b', { orphans: 200, loose: true }), { now })
  expect(broken.relationships[0]?.referentialIntegrity).toBe(0.75)
  expect(broken.relationships[0]?.cardinalityShape).toBeLessThan(1)
  expect(broken.relationships[0]?.pairs.find(({ columns }) => columns.join() === 'city,grade')?.score).toBeLessThan(0.8)
})

test('what is missing is said: an entity, rows, and rows enough', async () => {
  const report = await validateSyntheticQuality(
    sourceOf({ sales: sales('a', 10), gone: [{ x: 1 }] }),
    sourceOf({ sales: sales('b', 10), more: [{ x: 1 }] }),
    { now },
  )
  expect(report.passed).toBe(false)
  expect(report.entities[0]).toMatchObject({ calibrated: null, classifierAuc: null })
  expect(report.privacy).toEqual([])
  expect(report.notes).toEqual(
    expect.arrayContaining([
      'gone: there are no synthetic rows of it',
      'more: there are no real rows of it',
      'sales: calibrated score: too few rows to calibrate: 40 of each side are needed at least',
      'sales: classifier: too few rows for a classifier: 60 of each side are needed at least',
      'sales: privacy: too few rows to tell a leak: 20 of each side are needed at least',
    ]),
  )
  const empty = await validateSyntheticQuality(sourceOf({}), sourceOf({ sales: sales('b', 10) }), { now })
  expect([empty.passed, empty.notes[0]]).toEqual([false, 'there are no real rows'])
})

test('one row, constant columns and columns of nothing are measured as far as they can be', async () => {
  for (const rows of [[{ a: 1, b: null }], Array.from({ length: 100 }, () => ({ a: 1, b: 'x', c: 0.5 }))]) {
    const report = await validateSyntheticQuality(sourceOf({ t: rows }), sourceOf({ t: rows }), { now })
    expect(report.entities[0]?.calibrated).toBeNull()
    expect(report.alarms).toEqual([])
    expect(JSON.stringify(report)).not.toMatch(/NaN|Infinity/)
  }
})

test('so few rows that none could be told to have leaked do not pass, and the report says why', async () => {
  const few = sourceOf({ sales: sales('a', 3) })
  const report = await validateSyntheticQuality(few, few, { now })
  expect(report.entities[0]?.comparable.shapes).not.toBeNull()
  expect(report).toMatchObject({
    passed: false,
    alarms: [],
    notes: expect.arrayContaining([expect.stringMatching(/^too few rows to tell whether any of them has leaked/)]),
  })
})

test('it ends when it is told to', async () => {
  const signal = AbortSignal.abort()
  const real = sourceOf({ sales: sales('a', 100) })
  expect(await failure(validateSyntheticQuality(real, real, { now, signal }))).toMatchObject({ code: 'CANCELLED' })
})

test('rows of which no column could be compared do not pass, and the report says why', async () => {
  const real = sourceOf({ sales: sales('a', 100).map(({ grade }) => ({ grade })) })
  const other = sourceOf({ sales: sales('b', 100).map(({ grade }) => ({ mark: grade })) })
  const report = await validateSyntheticQuality(real, other, { now })
  expect(report.entities.every(({ comparable }) => comparable.shapes === null)).toBe(true)
  expect(report).toMatchObject({
    passed: false,
    notes: expect.arrayContaining([expect.stringMatching(/^nothing was compared/)]),
  })
})
