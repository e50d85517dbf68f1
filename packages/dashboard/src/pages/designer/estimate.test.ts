import { expect, test } from 'vitest'
import { estimateOf, linesOf, paceOf, wordsOf } from './estimate.ts'

test('all rows are taken to be like those of the sample of their entity', () => {
  const entities = [
    { name: 'a', rows: 1_000_000 },
    { name: 'b', rows: 10 },
  ]
  const samples = [
    { entity: 'a', rows: 100, bytes: 5000 },
    { entity: 'b', rows: 10, bytes: 1000 },
  ]
  const estimate = estimateOf(entities, samples)
  expect(estimate).toEqual({ rows: 1_000_010, bytes: 50_001_000 })
  expect(wordsOf(estimate, { rowsPerSecond: 100_000, by: 'team' })).toBe(
    'About 1,000,010 rows, 50.0 MB as NDJSON, by the rows that are shown; 10 s to make as a dataset, by how fast jobs of this team were.',
  )
  expect(wordsOf({ rows: 10, bytes: 1000 }, paceOf([]))).toMatch(
    /less than a second to make as a dataset, by a measurement on another machine\.$/,
  )
  expect(estimateOf(entities, [])).toMatchObject({ bytes: 0 })
})

test('bytes are those of the lines that a download has', () => {
  const columns = ['id', 'näme']
  const rows = [
    [1, 'Zoë'],
    [2, null],
  ]
  const lines = rows.map((row) => `${JSON.stringify(Object.fromEntries(columns.map((name, i) => [name, row[i]])))}\n`)
  expect(linesOf(columns, rows)).toBe(new TextEncoder().encode(lines.join('')).length)
})

test('a team is as fast as the job in the middle of those that made many rows', () => {
  const jobs = [3000, 9000, 1000, 1].map((rowsPerSecond, i) => ({
    usage: { rows: i === 3 ? 9999 : 10_000, rowsPerSecond },
  }))
  expect(paceOf([{ usage: null }, ...jobs])).toEqual({ rowsPerSecond: 3000, by: 'team' })
  expect(paceOf(jobs.slice(3)).by).toBe('us')
})
