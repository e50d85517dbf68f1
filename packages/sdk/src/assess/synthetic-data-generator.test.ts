import { expect, test } from 'vitest'
import { failure } from '../../test/failure.ts'
import { streamOf, word } from '../random/stream.ts'
import { SyntheticDataGenerator } from './synthetic-data-generator.ts'

const generator = new SyntheticDataGenerator({ now: () => new Date('2026-03-01T00:00:00Z') })
const stream = streamOf('accounts')
const levels = ['new', 'known', 'trusted']
const sample = {
  name: 'accounts',
  data: Array.from({ length: 600 }, (_, row) => ({
    number: row + 1,
    email: `zyzzyva${row}@example.org`,
    level: levels[row % 3]!,
    balance: (row % 3) * 1000 + Math.round(word(stream, row) / 100_000) / 100,
  })),
}
const patterns = await generator.analyzePatternsFromSample(sample)

test('a sample is learned of, and rows like it are made, of which the report says how like they are', async () => {
  expect(patterns.learnedFrom).toEqual({ name: 'accounts', rows: 600, at: '2026-03-01T00:00:00.000Z' })
  const made = await generator.generateSyntheticData({ patterns, rows: 600, seed: 3 })
  expect(made).toMatchObject({ seed: 3, rows: 600 })
  expect(JSON.stringify(made)).not.toContain('zyzzyva')
  const report = await generator.validateSyntheticQuality(sample, { data: made.data })
  expect(report.entities[0]!.comparable.overall).toBeGreaterThan(0.9)
  expect(report.alarms).toEqual([])
  // Held against what the sample says of itself, and against the sample as their reference.
  expect(report.quality.accuracy.value).toBe(report.entities[0]!.comparable.overall)
  expect(report.quality.completeness.value).toBe(1)
  expect(report.quality.validity.value).toBeGreaterThan(0.9)
  expect(report.quality.overall.value).toBeGreaterThan(0.9)
  const rows = []
  for await (const row of generator.synthesize({ patterns, rows: 600, seed: 3 }).objects()) rows.push(row)
  expect(rows).toEqual(Object.values(made.data)[0])
})

test('of a field that privacy rules name nothing is left of the sample', async () => {
  const rules = {
    piiFields: ['level'],
    maskingStrategy: 'anonymize',
    preserveRelationships: true,
    statisticalAccuracy: 0,
  } as const
  const made = await generator.generateSyntheticData({ patterns, rows: 200 }, rules)
  for (const { level } of Object.values(made.data)[0]!) expect(levels).not.toContain(level)
})

test('generalized fields stand for no fewer rows than was asked for', async () => {
  const rules = {
    piiFields: ['balance'],
    maskingStrategy: 'generalize',
    preserveRelationships: true,
    statisticalAccuracy: 0,
    k: 20,
  } as const
  const made = await generator.generateSyntheticData({ patterns, rows: 400 }, rules)
  const counts = new Map<unknown, number>()
  for (const { balance } of Object.values(made.data)[0]!) counts.set(balance, (counts.get(balance) ?? 0) + 1)
  expect(Math.min(...counts.values())).toBeGreaterThanOrEqual(20)
})

test('with the sample in the template, rules are proven on the rows, and the accuracy is a floor', async () => {
  const rules = {
    piiFields: ['email'],
    maskingStrategy: 'anonymize',
    preserveRelationships: true,
    statisticalAccuracy: 0.8,
  } as const
  const { privacy } = await generator.generateSyntheticData({ patterns, rows: 600, sample }, rules)
  expect(privacy!.accuracy).toBeGreaterThan(0.8)
  expect(privacy!.checks.filter(({ held }) => held).map(({ promise }) => promise)).toEqual([
    'statistical-accuracy',
    'no-leak',
    'fresh-values',
  ])
  const both = { ...rules, piiFields: ['email', 'level'] }
  const refused = await failure(generator.generateSyntheticData({ patterns, rows: 600, sample }, both))
  expect(refused.code).toBe('PRIVACY_UNMET')
  expect(refused.hint).toContain('anonymize all but level')
})

test('generalized rows are no leak, and too large a group fails with what smaller ones would leave', async () => {
  const rules = {
    piiFields: ['balance'],
    maskingStrategy: 'generalize',
    preserveRelationships: true,
    statisticalAccuracy: 0.9,
  } as const
  const { privacy } = await generator.generateSyntheticData({ patterns, rows: 600, sample }, { ...rules, k: 5 })
  expect(privacy!.checks.find(({ promise }) => promise === 'k-anonymity')).toMatchObject({ held: true, asked: 5 })
  const refused = await failure(generator.generateSyntheticData({ patterns, rows: 600, sample }, { ...rules, k: 250 }))
  expect(refused.message).toContain('generalize, k = 5: accuracy')
  expect(refused.hint).toContain('generalize, k = 5')
})

test('an accuracy that cannot be measured is refused, and so are groups of rows that are gone one by one', async () => {
  const rules = {
    piiFields: ['level'],
    maskingStrategy: 'generalize',
    preserveRelationships: true,
    statisticalAccuracy: 0.5,
  } as const
  expect((await failure(generator.generateSyntheticData({ patterns, rows: 90 }, rules))).code).toBe('PRIVACY_UNMET')
  expect(() => generator.synthesize({ patterns, rows: 90 }, { ...rules, statisticalAccuracy: 0 })).toThrow('in groups')
})

test('where there is no sample a schema is enough', async () => {
  const schema = { entities: [{ name: 'people', fields: [{ name: 'id', kind: 'sequence' }] }] }
  const made = await generator.generateSyntheticData({ schema, rows: 3 })
  expect(made.data).toEqual({ people: [{ id: 1 }, { id: 2 }, { id: 3 }] })
})

test('rows are masked by the rules of masking', () => {
  const rules = {
    piiFields: ['email'],
    maskingStrategy: 'anonymize',
    preserveRelationships: true,
    statisticalAccuracy: 0,
  } as const
  expect(JSON.stringify(generator.maskSensitiveData(sample, rules).data)).not.toContain('zyzzyva')
})

test('patterns that are none are refused', async () => {
  expect((await failure(generator.generateSyntheticData({ patterns: '{}' }))).code).toBe('PATTERNS_INVALID')
})

test('where there are neither rows nor columns, nothing is learned, and that is said', async () => {
  expect(await failure(generator.analyzePatternsFromSample({ name: 'nothing', data: [] }))).toMatchObject({
    code: 'INPUT_MALFORMED',
    at: 'nothing',
  })
})
