import fc from 'fast-check'
import { expect, test } from 'vitest'
import { propertyRuns } from '../../../test/property-runs.ts'
import { batchOf } from '../../formats/batch-of-rows.ts'
import type { Batch } from '../../model/batch.ts'
import { parseQualityRules } from '../parse-quality-rules.ts'
import type { RuleResult } from '../quality-report.ts'
import type { RowSource } from '../row-source.ts'
import type { Rule } from '../rules.ts'
import { type EvaluateOptions, evaluateRules } from './evaluate-rules.ts'

type Row = Readonly<Record<string, unknown>>
const now = new Date('2026-11-29T00:00:00Z')

function sourceOf(batches: readonly Batch[], more: Partial<RowSource> = {}): RowSource {
  return {
    name: 'rows',
    async *batches() {
      yield* batches
    },
    ...more,
  }
}

async function results(
  rules: readonly Rule[],
  source: RowSource,
  options: Partial<EvaluateOptions> = {},
): Promise<readonly RuleResult[]> {
  return (await evaluateRules(source, rules, { now, ...options })).results
}

const about = { entity: 't' } as const
/** Rules of single rows: what one row is, no other changes. */
const ofRows: readonly Rule[] = [
  { ...about, id: 'not null', type: 'notNull', column: 'a' },
  { ...about, id: 'markers', type: 'missingMarkers', column: 'a' },
  { ...about, id: 'range', type: 'range', column: 'a', min: 0, max: 5 },
  { ...about, id: 'moments', type: 'range', column: 'a', min: '2000-01-01' },
  { ...about, id: 'set', type: 'inSet', column: 'a', values: ['1', 'x', 'true'] },
  { ...about, id: 'numbers', type: 'notInSet', column: 'a', values: [1, 2] },
  { ...about, id: 'regex', type: 'regex', column: 'a', pattern: '^[0-9]' },
  { ...about, id: 'length', type: 'length', column: 'a', max: 2 },
  { ...about, id: 'type', type: 'type', column: 'a', is: 'integer' },
  { ...about, id: 'greater', type: 'pairGreater', lesser: 'a', greater: 'b' },
  { ...about, id: 'equal', type: 'pairEqual', columns: ['a', 'b'] },
  { ...about, id: 'where', type: 'notNull', column: 'a', where: 'b is not null' },
]
/** Rules of which a row that comes later cannot take a failure back. */
const ofAll: readonly Rule[] = [
  ...ofRows,
  { ...about, id: 'unique', type: 'unique', columns: ['a'] },
  { ...about, id: 'key', type: 'primaryKey', columns: ['a', 'b'] },
  { ...about, id: 'rows', type: 'duplicateRows' },
  { ...about, id: 'dependency', type: 'functionalDependency', columns: ['a'], determines: 'b' },
  { ...about, id: 'casing', type: 'consistentCasing', column: 'a' },
]
const value = fc.constantFrom<unknown>(
  null,
  1,
  2,
  7.5,
  1e21,
  '1',
  'x',
  'X',
  '',
  'n/a',
  true,
  false,
  '2026-01-01',
  'é😀',
  2n ** 60n,
  new Date(0),
)
const rowsArbitrary = fc.array(fc.record({ a: value, b: value }), { minLength: 1, maxLength: 12 })

test('counts do not depend on the batches, whatever mixture of values they hold', async () => {
  await fc.assert(
    fc.asyncProperty(rowsArbitrary, fc.integer({ min: 1, max: 5 }), async (rows, size) => {
      // Each batch takes the narrowest vectors for its own values: numbers in one, JSON of mixed values in the next.
      const pieces: Batch[] = []
      for (let at = 0; at < rows.length; at += size) pieces.push(batchOf('t', rows.slice(at, at + size), undefined, at))
      expect(await results(ofAll, sourceOf(pieces))).toEqual(await results(ofAll, sourceOf([batchOf('t', rows)])))
    }),
    { numRuns: propertyRuns(150) },
  )
})

test('considered is what passed and what failed, and more rows never take a failure back', async () => {
  await fc.assert(
    fc.asyncProperty(rowsArbitrary, rowsArbitrary, async (rows, more) => {
      const few = await results(ofAll, sourceOf([batchOf('t', rows)]))
      const many = await results(ofAll, sourceOf([batchOf('t', [...rows, ...more])]))
      few.forEach((before, i) => {
        const after = many[i]!
        for (const { considered, failed, passRatio, sample } of [before, after]) {
          expect(failed).toBeGreaterThanOrEqual(0)
          expect(failed).toBeLessThanOrEqual(considered)
          expect(sample.length).toBeLessThanOrEqual(failed)
          expect(passRatio).toBe(considered === 0 ? null : (considered - failed) / considered)
        }
        expect(after.failed).toBeGreaterThanOrEqual(before.failed)
        expect(after.considered).toBeGreaterThanOrEqual(before.considered)
      })
    }),
    { numRuns: propertyRuns(150) },
  )
})

test('one pass over the rows serves all rules, and reads only the columns that they name', async () => {
  const asked: unknown[] = []
  const source = sourceOf([batchOf('t', [{ a: 1, b: 2 }])], {
    async *batches(options) {
      asked.push([
        options?.entities,
        [...(options?.columns ?? [])].map(([name, columns]) => [name, [...columns].sort()]),
      ])
      yield batchOf('t', [{ a: 1, b: 2 }])
    },
  })
  await results(ofRows, source)
  expect(asked).toEqual([[['t'], [['t', ['a', 'b']]]]])
})

test('failed rows are shown masked, the first of them, and no message holds a value', async () => {
  const rows = Array.from({ length: 30 }, (_, i) => ({ a: `Secret-${i}@example.com`, of: i }))
  const rules: Rule[] = [
    { ...about, id: 'a', type: 'regex', column: 'a', pattern: '^x' },
    { ...about, id: 'b', type: 'foreignKey', columns: ['of'], parent: 'u', parentColumns: ['id'] },
    { ...about, id: 'c', type: 'namedFormat', column: 'a', format: 'uuid', where: "a <> 'Secret-1@example.com'" },
  ]
  const found = await results(rules, sourceOf([batchOf('t', rows), batchOf('u', [{ id: 3 }])]), { samples: 2 })
  expect(found[0]!.sample).toEqual([
    { row: 0, values: { a: 'xxxxxx-9@xxxxxxx.xxx' } },
    { row: 1, values: { a: 'xxxxxx-9@xxxxxxx.xxx' } },
  ])
  expect(found[1]!.sample).toEqual([
    { row: 0, values: { of: '9' } },
    { row: 1, values: { of: '9' } },
  ])
  expect(JSON.stringify([found[0], found[1]])).not.toMatch(/secret/i)
})

test('what cannot be evaluated says why', async () => {
  const why = async (rule: Omit<Rule, 'id' | 'entity'>, rows: readonly Row[] = [{ a: 1 }]) =>
    (await results([{ ...about, id: 'r', ...rule } as Rule], sourceOf([batchOf('t', rows)])))[0]!.message
  expect(await why({ type: 'notNull', column: 'a', where: 'zz = 1' } as Rule)).toMatch(
    /its "where" reads what is no column: zz/,
  )
  expect(await why({ type: 'expressionTrue', expression: 'nosuch(a) > 1' } as Rule)).toMatch(/cannot be evaluated/)
  expect(await why({ type: 'zScore', column: 'a', max: 3 } as Rule, [{ a: 1 }, { a: 1 }, { a: 1 }])).toMatch(
    /all numbers are equal/,
  )
  expect(await why({ type: 'zScore', column: 'a', max: 3 } as Rule)).toMatch(
    /it takes 3 numbers or more, and there are 1/,
  )
  expect(await why({ type: 'aggregate', column: 'a', measure: 'mean', max: 3 } as Rule, [{ a: 'x' }])).toMatch(
    /no value is a number/,
  )
})

test('the columns of an expression may be written in another case', async () => {
  const rule: Rule = { ...about, id: 'r', type: 'expressionTrue', expression: 'Total > 0', where: 'KIND is null' }
  const [found] = await results([rule], sourceOf([batchOf('t', [{ total: 0, kind: null }])]))
  expect(found).toMatchObject({ failed: 1, sample: [{ values: { total: '9' } }] })
})

test('an abort stops it', async () => {
  const signal = AbortSignal.abort(new Error('enough'))
  await expect(results(ofRows, sourceOf([batchOf('t', [{ a: 1 }])]), { signal })).rejects.toThrow('enough')
})

test('a file of rules is refused with every place that is wrong', () => {
  const file = (rules: object) => ({ kind: 'understudy.quality-rules', version: 1, ...rules })
  const refused = (rules: object) => () => parseQualityRules(file(rules))
  const rule = { id: 'r', entity: 't', column: 'a' }
  expect(() => parseQualityRules('{')).toThrow(/no JSON/)
  expect(() => parseQualityRules({ kind: 'other', version: 2 })).toThrow(/kind .*; version /)
  expect(refused({ rules: [] })).toThrow(/rules is not known/)
  expect(refused({ formatRules: [{ ...rule, type: 'notNull' }] })).toThrow(
    /formatRules\[0\].type is "notNull", whose rules stand in completenessRules/,
  )
  expect(refused({ formatRules: [{ ...rule, type: 'regx' }] })).toThrow(/is "regex" meant\?/)
  expect(refused({ formatRules: [{ ...rule, type: 'range' }] })).toThrow(/say min, max, or both/)
  expect(refused({ formatRules: [{ ...rule, type: 'regex', pattern: '(?=a)' }] })).toThrow(
    /formatRules\[0\].pattern it looks around/,
  )
  expect(refused({ completenessRules: [{ ...rule, type: 'notNull', where: 'a >' }] })).toThrow(
    /completenessRules\[0\].where /,
  )
  expect(
    refused({ businessRules: [{ id: 'r', entity: 't', type: 'expressionTrue', expression: "a ~ '\\y(b+)+$'" }] }),
  ).toThrow(/unbounded time/)
  expect(
    refused({
      completenessRules: [
        { ...rule, type: 'notNull' },
        { ...rule, type: 'notNull' },
      ],
    }),
  ).toThrow(/completenessRules\[1\].id stands twice: "r"/)
  expect(refused({ completenessRules: [{ ...rule, type: 'notNull', fail: {} }] })).toThrow(
    /say a share, a count, or both/,
  )
})
