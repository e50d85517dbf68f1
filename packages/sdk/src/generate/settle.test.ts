import { expect, test } from 'vitest'
import type { Vector } from '../model/batch.ts'
import { type Rows, rowRange, streamOf, words } from '../random/stream.ts'
import { type RuleGroup, settle } from './settle.ts'

const stream = streamOf('settle')

function numbers(rows: Rows): Vector {
  return { type: 'int', length: rows.length, values: Float64Array.from(words(stream, rows), (w) => w % 100) }
}

function below(limit: number): RuleGroup {
  return {
    free: ['n'],
    rules: [
      {
        label: `n < ${limit}`,
        fields: ['n'],
        broken: (vectors, length) => {
          const n = vectors.get('n')!
          return Array.from({ length }, (_, i) => i).filter((i) => n.type === 'int' && n.values[i]! >= limit)
        },
      },
    ],
    redraw: (rows) => new Map([['n', numbers(rows)]]),
  }
}

function settled(first: number, length: number, limit: number): number[] {
  const rows = rowRange(first, length)
  const vectors = new Map([['n', numbers(rows)]])
  expect(settle(vectors, rows, below(limit))).toBeUndefined()
  const n = vectors.get('n')!
  return n.type === 'int' ? [...n.values] : []
}

test('every row ends inside the rule, and rows that met it at once keep their first value', () => {
  const values = settled(0, 500, 20)
  const first = numbers(rowRange(0, 500))
  expect(values.every((n) => n < 20)).toBe(true)
  values.forEach((n, i) => {
    if (first.type === 'int' && first.values[i]! < 20) expect(n).toBe(first.values[i])
  })
})

test('a row settles on the same value whichever rows it is made with', () => {
  const whole = settled(0, 300, 5)
  expect([...settled(0, 137, 5), ...settled(137, 163, 5)]).toEqual(whole)
})

test('a rule that nothing meets is reported with its row, not looped over for ever', () => {
  const rows = rowRange(40, 3)
  const unsettled = settle(new Map([['n', numbers(rows)]]), rows, below(-1))
  expect(unsettled).toMatchObject({ row: 40, rule: { label: 'n < -1' } })
})
