import { expect, test } from 'vitest'
import { batchOf } from '../../formats/batch-of-rows.ts'
import { rowsOf } from '../../formats/row-objects.ts'
import type { RowSource } from '../../quality/row-source.ts'
import { streamOf, word } from '../../random/stream.ts'
import { type DataPatterns, dataPatternsSchema } from '../data-patterns.ts'
import { planSynthesis } from '../sample/plan-synthesis.ts'
import { analyzePatterns } from './analyze-patterns.ts'

type Row = Record<string, unknown>
const at = new Date('2026-01-01T00:00:00Z')
const stream = streamOf('sample')

function source(rows: readonly Row[]): RowSource {
  return {
    name: 'rows in memory',
    async *batches() {
      for (let first = 0; first < rows.length; first += 300)
        yield batchOf('things', rows.slice(first, first + 300), undefined, first)
    },
  }
}

const learn = (rows: readonly Row[]): Promise<DataPatterns> => analyzePatterns(source(rows), { at })
const many = (make: (row: number) => Row, count = 400): Row[] => Array.from({ length: count }, (_, row) => make(row))
const codes = ({ notes }: DataPatterns): string[] => notes.map((note) => `${note.at} ${note.code}`)
const modelOf = (patterns: DataPatterns, name: string) =>
  patterns.entities[0]!.columns.find((one) => one.name === name)!.model

/** Whatever was learned is a file that can be read, and makes rows. */
function made(patterns: DataPatterns, rows = 50): Row[] {
  const read = dataPatternsSchema.parse(JSON.parse(JSON.stringify(patterns)))
  return rowsOf(planSynthesis(read, { rows }).entities[0]!.batch(0, rows))
}

test('nothing is learned of columns without values, and that is said', async () => {
  const patterns = await learn(many((row) => ({ a: null, b: row % 3 })))
  expect(codes(patterns)).toContain('things.a all-null')
  expect(made(patterns).every(({ a }) => a === null)).toBe(true)
})

test('one row, and fewer rows than a value needs, give no value', async () => {
  for (const count of [1, 4]) {
    const patterns = await learn(many((row) => ({ name: `secret ${row}`, amount: 1234.5 + row }), count))
    expect(codes(patterns)).toEqual(expect.arrayContaining(['things small-sample', 'things.amount too-few']))
    expect(JSON.stringify(patterns)).not.toMatch(/secret|123\d\.5/)
    expect(JSON.stringify(made(patterns))).not.toMatch(/secret|123\d\.5/)
  }
})

test('a constant stays one, and numbers of one value too', async () => {
  const patterns = await learn(many(() => ({ currency: 'EUR', version: 7 })))
  expect(made(patterns, 3)).toEqual(Array(3).fill({ currency: 'EUR', version: 7 }))
})

test('of a column by the name of something personal in which every text is empty, no text is made', async () => {
  const rows = made(await learn(many((row) => ({ address2: row % 50 === 0 ? null : '', amount: row % 9 }))))
  expect(new Set(rows.map(({ address2 }) => address2))).toEqual(new Set(['', null]))
})

test('values of several types are taken as text, and that is said', async () => {
  const patterns = await learn(many((row) => ({ size: row % 3 === 0 ? 'large' : row % 7 })))
  expect(modelOf(patterns, 'size').model).toBe('category')
  expect(codes(patterns)).toContain('things.size mixed-types')
})

test('categories of few rows are suppressed, their rows spread over the others', async () => {
  const patterns = await learn(many((row) => ({ town: row < 4 ? `hamlet ${row % 2}` : row % 2 ? 'Ulm' : 'Hof' })))
  expect(modelOf(patterns, 'town')).toMatchObject({ model: 'category', other: 4 })
  expect(codes(patterns)).toContain('things.town rare-suppressed')
  expect(JSON.stringify(patterns)).not.toContain('hamlet')
})

test('texts that are all different are made by their shape, and never given again', async () => {
  const rows = many((row) => ({
    code: `INV-${(row * 7919) % 10000}`.padEnd(8, '7'),
    note: `${word(stream, row)} once said that ${row} is nothing to ${row * 3}`,
  }))
  const patterns = await learn(rows)
  expect(modelOf(patterns, 'code')).toMatchObject({ model: 'key', kind: 'pattern' })
  const real = new Set(rows.map(({ note }) => note))
  for (const { code, note } of made(patterns, 200)) {
    expect(code).toMatch(/^INV-\d{4}$/)
    expect(real.has(String(note))).toBe(false)
  }
  expect(JSON.stringify(patterns)).not.toMatch(/once said/)
})

test('numbers that are persons’ are made by shape, however they are stored', async () => {
  const patterns = await learn(many((row) => ({ phone_number: 4915100000000 + (word(stream, row) % 1e8) })))
  expect(modelOf(patterns, 'phone_number').model).not.toBe('number')
  expect(made(patterns, 5).every(({ phone_number: phone }) => Number.isFinite(phone))).toBe(true)
})

test('what is one function of another stays one', async () => {
  const towns = ['Ulm', 'Hof', 'Aalen', 'Goch']
  const patterns = await learn(
    many((row) => ({
      town: towns[word(stream, row) % 4],
      plate: towns[word(stream, row) % 4]!.slice(0, 2).toUpperCase(),
      x: word(stream, row, 1) % 5,
    })),
  )
  expect(patterns.entities[0]!.functionalDependencies).toHaveLength(1)
  for (const { town, plate } of made(patterns, 500)) expect(plate).toBe(String(town).slice(0, 2).toUpperCase())
})

test('columns that add up still do', async () => {
  const patterns = await learn(
    many((row) => {
      const [net, tip, tolls] = [
        word(stream, row) % 9000,
        word(stream, row, 1) % 700,
        word(stream, row, 2) % 5 === 0 ? 576 : 0,
      ]
      return { net: net / 100, tip: tip / 100, tolls: tolls / 100, total: (net + tip + tolls + 50) / 100 }
    }, 3000),
  )
  for (const { net, tip, tolls, total } of made(patterns, 500)) {
    const cents = [net, tip, tolls].reduce<number>((sum, one) => sum + Math.round(Number(one) * 100), 50)
    expect(Math.abs(Math.round(Number(total) * 100) - cents)).toBeLessThanOrEqual(1)
  }
})

test('dates out of all range are drawn within those of most', async () => {
  const patterns = await learn(
    many((row) => ({
      day: row === 5 ? '9999-12-31' : row === 6 ? '0001-01-01' : `2024-0${1 + (row % 9)}-1${row % 10}`,
    })),
  )
  for (const { day } of made(patterns, 300)) expect(String(day)).toMatch(/^2024-/)
})

test('lists and documents are null, and that is said', async () => {
  const patterns = await learn(many((row) => ({ tags: [row], document: { row }, n: row % 4 })))
  expect(codes(patterns)).toEqual(
    expect.arrayContaining(['things.tags type-not-modelled', 'things.document type-not-modelled']),
  )
  expect(made(patterns, 2)).toMatchObject([
    { tags: null, document: null },
    { tags: null, document: null },
  ])
})

test('more values than categories are kept for, and more rows than are looked at, are said', async () => {
  const patterns = await analyzePatterns(source(many((row) => ({ n: word(stream, row) % 50 }), 3000)), {
    at,
    mostRows: 1000,
  })
  expect(codes(patterns)).toContain('things part-of-rows')
  expect(patterns.entities[0]!.rows).toBe(3000)
})

test('the rows in other batches give the same patterns', async () => {
  const rows = many(
    (row) => ({ a: word(stream, row) % 40, b: (word(stream, row) % 40) * 2 + (word(stream, row, 1) % 3) }),
    1000,
  )
  const other: RowSource = {
    ...source(rows),
    async *batches() {
      yield batchOf('things', rows)
    },
  }
  expect(await analyzePatterns(other, { at, mostRows: 400 })).toEqual(
    await analyzePatterns(source(rows), { at, mostRows: 400 }),
  )
})

test('of too few booleans nothing is learned, and new ones are booleans', async () => {
  const patterns = await analyzePatterns(source([{ active: true }, { active: false }]), { at })
  expect(codes(patterns)).toContain('things.active too-few')
  for (const { active } of made(patterns, 20)) expect(typeof active).toBe('boolean')
})
