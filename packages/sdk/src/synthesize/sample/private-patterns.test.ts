import { expect, test } from 'vitest'
import { batchOf } from '../../formats/batch-of-rows.ts'
import { rowsOf } from '../../formats/row-objects.ts'
import { streamOf, word } from '../../random/stream.ts'
import { analyzePatterns } from '../learn/analyze-patterns.ts'
import { parsePatterns } from '../parse-patterns.ts'
import { planSynthesis } from './plan-synthesis.ts'
import { privatePatterns } from './private-patterns.ts'

const stream = streamOf('members')
const clubs = ['Rowing', 'Chess', 'Choir']
const rows = Array.from({ length: 600 }, (_, row) => ({
  club: clubs[word(stream, row) % 3],
  room: `R${word(stream, row) % 3}`,
  level: (word(stream, row) % 3) * 10 + (word(stream, row, 1) % 4),
}))
const patterns = await analyzePatterns(
  {
    name: 'members',
    async *batches() {
      yield batchOf('members', rows)
    },
  },
  { at: new Date(0) },
)
const rules = {
  piiFields: ['club'],
  maskingStrategy: 'anonymize',
  preserveRelationships: true,
  statisticalAccuracy: 0,
} as const

test('no value of a field that rules name is left, and what depended on it is still drawn', () => {
  const left = parsePatterns(JSON.parse(JSON.stringify(privatePatterns(patterns, rules))))
  const made = rowsOf(planSynthesis(left, { rows: 300 }).entities[0]!.batch(0, 300))
  expect(JSON.stringify(left)).not.toMatch(/Rowing|Chess|Choir/)
  expect(made.every(({ club }) => typeof club === 'string' && !clubs.includes(club))).toBe(true)
  expect(new Set(made.map(({ room }) => room))).toEqual(new Set(['R0', 'R1', 'R2']))
  expect(made.every(({ level }) => Number(level) >= 0 && Number(level) < 24)).toBe(true)
})

test('a field that is no column is refused', () => {
  expect(() => privatePatterns(patterns, { ...rules, piiFields: ['clubs'] })).toThrow(/no column "clubs"/)
})
