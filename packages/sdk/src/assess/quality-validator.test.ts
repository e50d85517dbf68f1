import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '../database/connect.ts'
import type { DataSchema } from '../model/schema.ts'
import { QualityValidator } from './quality-validator.ts'

const now = new Date('2026-11-29T00:00:00Z')
const validator = new QualityValidator({ now: () => now })
const schema: DataSchema = {
  version: 1,
  entities: [
    {
      name: 'people',
      primaryKey: ['id'],
      fields: [
        { name: 'id', type: 'integer' },
        { name: 'mail', type: 'text', nullable: true, unique: true },
        { name: 'age', type: 'integer' },
      ],
    },
  ],
  constraints: [{ type: 'check', entity: 'people', expression: 'age >= 0' }],
}
const data = [
  { id: 1, mail: 'zyzzyva@a.example', age: 30 },
  { id: 2, mail: null, age: -7777 },
  { id: 2, mail: 'b@a.example', age: 50 },
]
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-quality-'))
  await writeFile(join(folder, 'people.ndjson'), data.map((row) => JSON.stringify(row)).join('\n'))
  await using database = await connect(`sqlite:${join(folder, 'people.db')}`)
  await database.execute(`create table people (id integer not null, mail text, age integer not null);
    insert into people values (1, 'zyzzyva@a.example', 30), (2, null, -7777), (2, 'b@a.example', 50);`)
})
afterAll(() => rm(folder, { recursive: true }))

test('a schema says the rules, and rows, a file and a database are held against them with the same result', async () => {
  const rules = validator.defineQualityRules(schema)
  const places = [
    { schema, data, name: 'memory' },
    join(folder, 'people.ndjson'),
    `sqlite:${join(folder, 'people.db')}`,
  ]
  const reports = await Promise.all(
    places.map((place) => validator.validateDataQuality(place, rules, { waivers: ['source-can-write'] })),
  )
  for (const report of reports) {
    expect(report.at).toBe('2026-11-29T00:00:00.000Z')
    expect(report.passed).toBe(false)
    expect(report.metrics).toEqual(reports[0]?.metrics)
    expect(
      report.results
        .filter(({ outcome }) => outcome === 'failed')
        .map(({ type }) => type)
        .sort(),
    ).toEqual(
      reports[0]?.results
        .filter(({ outcome }) => outcome === 'failed')
        .map(({ type }) => type)
        .sort(),
    )
    expect(JSON.stringify(report)).not.toMatch(/zyzzyva|7777/)
  }
  expect(reports.map(({ by }) => by)).toEqual(['rows', 'rows', 'sql'])
  // Two of three ids are different, and no key is null.
  expect(reports[0]?.metrics.uniqueness.value).toBeCloseTo((2 / 3 + 2 / 3) / 2, 12)
})

test('rules may be the text of a file, and what would help comes from the report alone', async () => {
  const rules = JSON.stringify(validator.defineQualityRules(schema))
  const report = await validator.validateDataQuality({ schema, data }, rules)
  const improvements = validator.suggestQualityImprovements(JSON.parse(JSON.stringify(report)))
  expect(new Set(improvements.map(({ patch }) => patch.type))).toContain('drop-rows')
})

test('metrics without rules are by what the schema says, and without one by what the rows have in common', async () => {
  const people = Array.from({ length: 60 }, (_, i) => ({
    id: i,
    mail: null,
    age: i,
    level: i % 2 === 0 ? 'low' : 'high',
  }))
  const ofSchema = await validator.generateQualityMetrics({ schema, data: people })
  expect(ofSchema).toEqual(
    (await validator.validateDataQuality({ schema, data: people }, validator.defineQualityRules(schema))).metrics,
  )
  const rows = Array.from({ length: 50 }, (_, i) => ({ id: i, name: i % 10 === 0 ? null : 'x' }))
  const { completeness, accuracy } = await validator.generateQualityMetrics({ data: rows })
  expect(completeness).toMatchObject({ value: 0.9, denominator: 50 })
  expect(accuracy.value).toBeNull()
})

test('what counts how much, and the cap, are those of the validator', async () => {
  const rules = validator.defineQualityRules(schema)
  const strict = new QualityValidator({ now: () => now, criticalCap: 0.1, weights: { uniqueness: 0 } })
  const accuracy = { value: 0.5, numerator: 1, denominator: 2, n: 1, interval: null }
  const { metrics } = await strict.validateDataQuality({ schema, data }, rules, { accuracy })
  expect(metrics.accuracy.value).toBe(0.5)
  expect(metrics.overall.value).not.toBe(
    (await validator.validateDataQuality({ schema, data }, rules)).metrics.overall.value,
  )
})
