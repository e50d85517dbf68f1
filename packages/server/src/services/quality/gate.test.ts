import { evaluateRules, parseQualityRules, qualityReportOf, rowsSource } from '@understudy/sdk/quality'
import { describe, expect, test } from 'vitest'
import { type Gate, violationOf } from './gate.ts'

const rows = [
  { id: 1, mail: 'ada@example.org', age: null },
  { id: 1, mail: 'nobody', age: null },
]
const there = { type: 'notNull', id: 'mail', entity: 'people', column: 'mail' }
const format = { type: 'namedFormat', id: 'format', entity: 'people', column: 'mail', format: 'email' }
const half = { ...format, id: 'half', warn: { count: 0 }, fail: { count: 1 } }
const unique = { type: 'unique', id: 'unique', entity: 'people', columns: ['id'] }
const age = { type: 'range', id: 'age', entity: 'people', column: 'age', min: 18 }
const aged = { type: 'notNull', id: 'aged', entity: 'people', column: 'age' }

const easy: Gate = { refuse: 'failed', strict: false, minScore: null }
const judged = async (gate: Gate | null, lists: object) => {
  const rules = parseQualityRules({ kind: 'understudy.quality-rules', version: 1, ...lists })
  const at = new Date('2026-01-02T03:04:05Z')
  const evaluated = await evaluateRules(rowsSource({ data: { people: rows } }), rules, { now: at })
  return violationOf(gate, qualityReportOf({ dataset: 'people', at, milliseconds: 1, by: 'rows', rules, ...evaluated }))
}

describe('a gate', () => {
  test.each([
    ['what holds passes', easy, { completenessRules: [there] }, undefined],
    ['without a gate everything passes', null, { formatRules: [format] }, undefined],
    ['a format that fails', easy, { formatRules: [format] }, 'QUALITY_FORMAT_VIOLATED'],
    ['what does not fit together', easy, { consistencyRules: [unique] }, 'QUALITY_INTEGRITY_VIOLATED'],
    ['what is not there', easy, { completenessRules: [aged] }, 'QUALITY_RULE_VIOLATED'],
    ['several at once', easy, { formatRules: [format], consistencyRules: [unique] }, 'QUALITY_RULE_VIOLATED'],
    ['a warning passes', easy, { formatRules: [half] }, undefined],
    ['unless it is to refuse', { ...easy, refuse: 'warned' }, { formatRules: [half] }, 'QUALITY_FORMAT_VIOLATED'],
    ['what could not be evaluated passes', easy, { formatRules: [age] }, undefined],
    ['unless it is strict', { ...easy, strict: true }, { formatRules: [age] }, 'QUALITY_FORMAT_VIOLATED'],
    ['a score that is high enough', { ...easy, minScore: 0.5 }, { formatRules: [half] }, undefined],
    ['a score that is too low', { ...easy, minScore: 0.6 }, { formatRules: [half] }, 'QUALITY_RULE_VIOLATED'],
    ['no score is none that is enough', { ...easy, minScore: 0 }, { formatRules: [age] }, 'QUALITY_RULE_VIOLATED'],
  ] as const)('%s', async (_name, gate, lists, expected) => {
    expect(await judged(gate, lists)).toBe(expected)
  })
})
