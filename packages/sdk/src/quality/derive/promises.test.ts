import fc from 'fast-check'
import { expect, test } from 'vitest'
import { batchOf } from '../../formats/batch-of-rows.ts'
import { generateData } from '../../generate/generate-data.ts'
import { schemas } from '../../generate/schemas.arbitrary.ts'
import { findConflicts } from '../conflicts/find-conflicts.ts'
import { evaluateRules } from '../evaluate/evaluate-rules.ts'
import { parseQualityRules } from '../parse-quality-rules.ts'
import { profileRows } from '../profile/profile-rows.ts'
import { allRules } from '../quality-rules.ts'
import type { RowSource } from '../row-source.ts'
import { type DerivedQualityRules, defineQualityRules, deriveQualityRules } from './define-quality-rules.ts'
import { factsOfSchema } from './facts-of-schema.ts'
import { readsColumn } from './reads-column.ts'
import { type Tables, tables } from './tables.arbitrary.ts'

const now = new Date('2026-01-01T00:00:00Z')
const numRuns = Number(process.env.UNDERSTUDY_DERIVED_RULES ?? 15)

function sourceOf(data: Tables): RowSource {
  return {
    name: 'tables',
    entities: Object.keys(data),
    async *batches({ entities } = {}) {
      for (const [entity, rows] of Object.entries(data)) {
        if (entities !== undefined && !entities.includes(entity)) continue
        const columns = Object.keys(rows[0] ?? {}).map((name) => ({ name }))
        for (let at = 0; at < rows.length; at += 90) yield batchOf(entity, rows.slice(at, at + 90), columns, at)
      }
    },
  }
}

/** The four promises of a suggestion. */
async function expectPromises(source: RowSource, { rules, notes }: DerivedQualityRules): Promise<void> {
  const list = allRules(rules)
  // It passes on the data that it came from.
  const { results } = await evaluateRules(source, rules, { now, samples: 0 })
  expect(results.filter(({ outcome }) => outcome === 'failed' || outcome === 'warned')).toEqual([])
  // No suggestion contradicts or repeats another.
  const { conflicts, redundant } = findConflicts(list)
  expect({ conflicts, redundant }).toEqual({ conflicts: [], redundant: [] })
  // What is suggested is accepted letter by letter.
  expect(parseQualityRules(JSON.stringify(rules))).toEqual(rules)
  for (const { from } of list) {
    expect(from?.confidence).toBeGreaterThan(0)
    expect(from?.confidence).toBeLessThanOrEqual(1)
  }
  // Where nothing was suggested of a column that was looked at, it is said why.
  for await (const { entity, columns } of source.batches()) {
    for (const { name } of columns) {
      const ruled = list.some((rule) => rule.entity === entity && readsColumn(rule, name))
      const said = notes.some(({ at }) => at === entity || at === `${entity}.${name}`)
      expect({ entity, name, told: ruled || said }).toEqual({ entity, name, told: true })
    }
  }
}

test('rules of a schema keep their promises on the rows that are made of it', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(schemas, fc.nat(), async (schema, seed) => {
      const source: RowSource = { name: 'made', batches: () => generateData(schema, { rows: 40, seed }) }
      await expectPromises(source, deriveQualityRules({ facts: factsOfSchema(schema) }))
    }),
    { numRuns: Math.ceil(numRuns / 2), seed: 11 },
  )
})

test('rules of a sample keep their promises on its rows', { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(tables, async (data) => {
      const source = sourceOf(data)
      await expectPromises(source, deriveQualityRules({ profile: await profileRows(source) }))
    }),
    { numRuns, seed: 12 },
  )
})

test('rules of a schema and of a sample keep their promises together', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(schemas, fc.nat(), async (schema, seed) => {
      const source: RowSource = { name: 'made', batches: () => generateData(schema, { rows: 60, seed }) }
      const profile = await profileRows(source)
      await expectPromises(source, deriveQualityRules({ facts: factsOfSchema(schema), profile }))
    }),
    { numRuns: Math.ceil(numRuns / 2), seed: 13 },
  )
})

test('no value of a personal column is in a rule or a note', async () => {
  const people = Array.from({ length: 200 }, (_, at) => ({
    id: at + 1,
    email: `secret${at % 5}@mail.example`,
    last_name: ['Schmidt', 'Meier', 'Huber'][at % 3],
    birth_date: `19${60 + (at % 30)}-03-07`,
    iban: 'DE89370400440532013000',
    salary: 4321 + at,
  }))
  const source = sourceOf({ people })
  const text = JSON.stringify(deriveQualityRules({ profile: await profileRows(source) }))
  expect(text.match(/secret|mail\.example|Schmidt|Meier|Huber|19[6-8]\d|DE89|43\d\d/g)).toBeNull()
})

test('a schema becomes a file of rules, each with where it was read', () => {
  const rules = defineQualityRules({
    entities: [
      {
        name: 'orders',
        fields: [
          { name: 'id', type: 'integer' },
          { name: 'status', type: 'text', maxLength: 10 },
          { name: 'net', type: 'decimal' },
          { name: 'gross', type: 'decimal', compute: 'net * 1.2' },
          { name: 'sent', type: 'date', nullable: true },
        ],
      },
    ],
    constraints: [
      { type: 'enum', entity: 'orders', field: 'status', values: ['open', 'sent'] },
      { type: 'range', entity: 'orders', field: 'net', min: 0, max: 1000 },
      { type: 'check', name: 'fair', entity: 'orders', expression: 'net < gross AND net + gross > 0' },
      { type: 'conditional', entity: 'orders', when: "status = 'sent'", then: 'sent IS NOT NULL' },
    ],
  })
  expect(allRules(rules).map(({ id, from }) => [id, from?.evidence])).toEqual([
    ['orders.status.notNull', 'not nullable'],
    ['orders.net.notNull', 'not nullable'],
    ['orders.columns', 'the columns of orders'],
    ['orders.id.primaryKey', 'primary key of orders'],
    ['orders.net+gross.pairGreater', 'fair'],
    ['orders.id.type', 'type integer'],
    ['orders.status.inSet', 'maxLength 10; enum of status'],
    ['orders.net.range', 'range of net'],
    ['orders.sent.type', 'type date'],
    ['orders.fair.expressionTrue', 'fair'],
    ["orders.when status = 'sent' then sent IS NOT NULL.conditional", "when status = 'sent' then sent IS NOT NULL"],
    ['orders.gross.expressionTrue', 'computed as net * 1.2'],
  ])
})

test('what cannot be evaluated is noted, and no rule', () => {
  const { rules, notes } = deriveQualityRules({
    facts: factsOfSchema({
      entities: [{ name: 'a', fields: [{ name: 'b', type: 'text' }] }],
      constraints: [{ type: 'check', name: 'odd', entity: 'a', expression: 'my_function(b) > 1' }],
    }),
  })
  expect(allRules(rules).some(({ id }) => id.includes('odd'))).toBe(false)
  expect(notes).toEqual([
    { code: 'CHECK_NOT_UNDERSTOOD', at: 'a', message: 'odd is not watched in full, as it holds function my_function' },
  ])
})
