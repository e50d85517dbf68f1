import { expect, test } from 'vitest'
import { sourceOf } from '../../../../test/fidelity-tables.ts'
import { alignTables } from './align-tables.ts'
import type { ComparedEntity } from './compared-columns.ts'
import { readTables } from './read-tables.ts'

type Row = Readonly<Record<string, unknown>>

async function aligned(
  real: readonly Row[],
  synthetic: readonly Row[],
  keys?: ReadonlySet<string>,
  partsOfKey?: readonly string[],
) {
  const tables = await Promise.all([real, synthetic].map((rows) => readTables(sourceOf({ t: rows }))))
  const [one, other] = tables.map((side) => side.get('t')!)
  return alignTables(one!, other!, undefined, { keys, partsOfKey })
}
const kinds = ({ columns }: ComparedEntity) => Object.fromEntries(columns.map(({ name, is }) => [name, is]))
const rowsOf = (count: number, row: (i: number) => Row) => Array.from({ length: count }, (_, i) => row(i))

test('a column is what its real values are, texts of numbers, times and truth among them', async () => {
  const row = (i: number): Row => ({
    price: i * 1.5,
    asText: `${i}.50`,
    day: new Date(i * 86_400_000),
    dayAsText: `2024-01-${String((i % 28) + 1).padStart(2, '0')} 10:00:00`,
    yes: i % 2 === 0,
    yesAsText: i % 2 === 0 ? 'True' : 'False',
    rating: i % 5,
    code: `0${i % 7}1`,
    colour: ['red', 'green', 'blue'][i % 3],
    name: `person ${i}`,
    id: i + 1000,
    tags: [i],
    nothing: null,
  })
  const entity = await aligned(rowsOf(200, row), rowsOf(150, row))
  expect(kinds(entity)).toEqual({
    price: 'number',
    asText: 'number',
    day: 'time',
    dayAsText: 'time',
    yes: 'category',
    yesAsText: 'category',
    rating: 'category',
    code: 'category',
    colour: 'category',
  })
  expect(entity.texts.map(({ name }) => name)).toEqual(['name'])
  expect(entity.keys).toEqual(['id'])
  expect(entity.excluded).toEqual([
    { column: 'tags', note: 'values of type list are not compared' },
    { column: 'nothing', note: 'all real values are missing' },
  ])
  expect(entity.rows).toEqual({ real: 200, synthetic: 150, holdout: 0 })
  expect(entity.structure).toBe(1)
})

test('sides that write one value in two ways mean one value', async () => {
  const entity = await aligned(
    rowsOf(100, (i) => ({ n: i / 4, yes: i % 2 === 0, grade: i % 3 })),
    rowsOf(100, (i) => ({ n: (i / 4).toFixed(3), yes: i % 2 === 0 ? 'TRUE' : 'false', grade: String(i % 3) })),
  )
  for (const { real, synthetic } of entity.columns) expect([...synthetic]).toEqual([...real])
})

test('a value of another type leaves the column out, and so do columns of one side', async () => {
  const entity = await aligned(
    rowsOf(100, (i) => ({ n: i / 4, gone: i % 2 === 0, when: '2024-01-02' })),
    rowsOf(100, (i) => ({ n: i === 50 ? 'n/a' : i / 4, when: i, more: 1 })),
  )
  expect(entity.columns).toEqual([])
  expect(entity.excluded).toEqual([
    { column: 'n', note: 'the real values are numbers, and not all values of the synthetic rows are' },
    { column: 'gone', note: 'the synthetic rows have no such column' },
    { column: 'when', note: 'the real values are times, and not all values of the synthetic rows are' },
    { column: 'more', note: 'the real rows have no such column' },
  ])
  expect(entity.structure).toBe(0)
})

test('keys are those that the schema names, and a number that is not finite is missing', async () => {
  const row = (i: number): Row => ({ id: i, ref: i % 7, x: i === 3 ? Number.POSITIVE_INFINITY : i / 3 })
  const entity = await aligned(rowsOf(100, row), rowsOf(100, row), new Set(['ref']))
  expect(entity.keys).toEqual(['ref'])
  expect(kinds(entity)).toEqual({ id: 'number', x: 'number' })
  expect(Number.isNaN(Number(entity.columns[1]!.real[3]))).toBe(true)
})

test('a column that comes late or changes its type between batches is one column', async () => {
  const rows = rowsOf(1500, (i) => (i < 500 ? { a: i } : i < 1000 ? { a: `${i}`, late: i } : { late: i }))
  const table = (await readTables(sourceOf({ t: rows }))).get('t')!
  expect(table.rows).toBe(1500)
  const a = table.columns.get('a')
  if (a?.as !== 'words') throw new Error('numbers and texts are texts')
  expect([a.words[a.codes[7]!], a.words[a.codes[700]!], a.codes[1200]]).toEqual(['7', '700', -1])
  const late = table.columns.get('late')
  if (late?.as !== 'numbers') throw new Error('numbers')
  expect([late.values[0], late.values[500], late.values[1499]]).toEqual([Number.NaN, 500, 1499])
})

test('of a key of several columns, numbers that are all different are the key, and others are compared', async () => {
  const row = (i: number): Row => ({
    day: new Date(Math.floor(i / 9) * 86_400_000),
    number: 3 * i,
    line: i % 9,
    n: i / 7,
  })
  const entity = await aligned(rowsOf(90, row), rowsOf(90, row), new Set(), ['day', 'number', 'line'])
  expect(entity.keys).toEqual(['number'])
  expect(Object.keys(kinds(entity))).toEqual(['day', 'line', 'n'])
})
