import { expect, test } from 'vitest'
import { batchOf } from '../../formats/batch-of-rows.ts'
import { generateData } from '../../generate/generate-data.ts'
import type { DataSchema } from '../../model/schema.ts'
import { streamOf, word } from '../../random/stream.ts'
import { analyzePatterns } from '../learn/analyze-patterns.ts'
import { learnedColumns } from './learned-columns.ts'

type Row = Record<string, unknown>
const stream = streamOf('learned columns')
const unit = (row: number, of: number): number => word(stream, row, of) / 4294967296

/** A fee that goes with the level; four in ten have no shelf. */
const members: Row[] = Array.from({ length: 3000 }, (_, row) => {
  const level = ['bronze', 'gold'][unit(row, 0) < 0.2 ? 1 : 0]
  return {
    id: row + 1,
    mail: `m${row}@somewhere.example`,
    level,
    fee: (level === 'gold' ? 500 : 20) + Math.floor(10 * unit(row, 1)),
    shelf: unit(row, 2) < 0.4 ? null : ['a', 'b'][row % 2],
    age: 20 + Math.floor(40 * unit(row, 3)),
    started: new Date(Date.UTC(2024, 0, 1) + Math.floor(unit(row, 4) * 3e10)),
  }
})
const patterns = await analyzePatterns(
  {
    name: 'members in memory',
    async *batches() {
      yield batchOf('members', members, undefined, 0)
    },
  },
  { at: new Date('2026-01-01T00:00:00Z') },
)

const schema: DataSchema = {
  entities: [
    { name: 'clubs', primaryKey: ['id'], fields: [{ name: 'id', type: 'integer' }] },
    {
      name: 'members',
      primaryKey: ['id'],
      fields: [
        { name: 'id', type: 'integer' },
        { name: 'club', type: 'integer' },
        { name: 'mail', type: 'text', unique: true },
        { name: 'level', type: 'text', kind: 'word' },
        { name: 'fee', type: 'decimal', scale: 2 },
        { name: 'shelf', type: 'text' },
        { name: 'age', type: 'integer' },
        { name: 'started', type: 'date' },
        { name: 'phone', type: 'text' },
      ],
    },
  ],
  relationships: [
    {
      type: 'one-to-many',
      parent: { entity: 'clubs', fields: ['id'] },
      child: { entity: 'members', fields: ['club'] },
    },
  ],
  constraints: [{ type: 'range', entity: 'members', field: 'age', min: 30 }],
}
const options = { rows: { clubs: 20, members: 4000 }, qualityLevel: 'premium', seed: 3 } as const
const premium = generateData(schema, { ...options, patterns: learnedColumns(patterns) })
const { clubs = [], members: made = [] } = await premium.collect()
const shareOf = (rows: readonly Row[], holds: (row: Row) => boolean): number => rows.filter(holds).length / rows.length

test('columns that the patterns know are drawn from them, together as they were learned', () => {
  expect(shareOf(made, ({ level }) => level === 'gold')).toBeCloseTo(0.2, 1)
  expect(made.every(({ level, fee }) => (level === 'gold' ? Number(fee) >= 500 : Number(fee) < 30))).toBe(true)
  expect(new Set(made.map(({ shelf }) => shelf))).toEqual(new Set(['a', 'b']))
})

test('keys, references, what is unique, checks and nulls are as the schema says, and so are columns that nobody learned', async () => {
  const known = new Set(clubs.map(({ id }) => id))
  expect(made.every(({ club }) => known.has(club))).toBe(true)
  for (const name of ['id', 'mail']) expect(new Set(made.map((row) => row[name])).size).toBe(4000)
  expect(made.every(({ age }) => Number(age) >= 30 && Number(age) < 60)).toBe(true)
  const standard = (await generateData(schema, { ...options, qualityLevel: 'standard' }).collect()).members!
  const same = (name: string): boolean => made.every((row, at) => row[name] === standard[at]![name])
  expect(['id', 'club', 'mail', 'phone', 'level', 'fee'].filter(same)).toEqual(['id', 'club', 'mail', 'phone'])
})

test('the plan says what is drawn from patterns, and what of them is not and why', () => {
  expect(premium.plan.notes).toEqual([
    'drawn from the patterns: members (level, fee, shelf, age); all else as standard makes it',
    'members.started is not drawn from the patterns: the patterns hold timestamptz, the schema date',
  ])
  const own = generateData(
    { entities: [{ name: 'boats', fields: [{ name: 'id', type: 'integer' }] }] },
    {
      ...options,
      rows: 3,
      patterns: learnedColumns(patterns),
    },
  )
  expect(own.plan.notes.join('\n')).toMatch(/know no column[\s\S]*not made: members/)
})

test('rows in parts are the rows of the whole', async () => {
  const part = async (number: number) =>
    (
      await generateData(schema, {
        ...options,
        patterns: learnedColumns(patterns),
        partition: { number, of: 3 },
      }).collect()
    ).members!
  expect([...(await part(1)), ...(await part(2)), ...(await part(3))]).toEqual(made)
})

test('other levels refuse patterns; patterns alone mean premium', () => {
  const wished = { patterns: learnedColumns(patterns), rows: 3 }
  expect(() => generateData(schema, { ...wished, qualityLevel: 'basic' })).toThrow(/makes nothing of patterns/)
  expect(generateData(schema, wished).plan.notes).toEqual(premium.plan.notes)
})
