import { expect, test } from 'vitest'
import { failure } from '../../../test/failure.ts'
import { rowsSource } from '../../assess/read/rows-source.ts'
import { rowsOf } from '../../formats/row-objects.ts'
import type { DataSchema } from '../../model/schema.ts'
import { streamOf, word } from '../../random/stream.ts'
import type { DataPatterns } from '../data-patterns.ts'
import { analyzePatterns } from '../learn/analyze-patterns.ts'
import { parsePatterns } from '../parse-patterns.ts'
import { planSynthesis, type SynthesisOptions } from './plan-synthesis.ts'

const stream = streamOf('rooms')
const draw = (row: number, of: number, below: number): number =>
  Math.floor((word(stream, row, of) * below) / 4294967296)

const rooms = Array.from({ length: 40 }, (_, row) => ({ id: row + 1, floor: ['ground', 'first'][row % 2] }))
/** A room has a kind of meeting once a day; guests come to a meeting once. */
const meetings = rooms.flatMap(({ id }) =>
  Array.from({ length: 30 }, (_, i) => i)
    .filter((i) => draw(id * 100 + i, 0, 3) > 0)
    .map((i) => ({
      room: id,
      day: `2026-03-${String((i % 15) + 1).padStart(2, '0')}`,
      kind: i < 15 ? 'early' : 'late',
    })),
)
const data = { rooms, meetings: meetings.map((meeting, row) => ({ id: row + 1, ...meeting })) }
const schema: DataSchema = {
  entities: [
    {
      name: 'rooms',
      primaryKey: ['id'],
      fields: [
        { name: 'id', type: 'integer' },
        { name: 'floor', type: 'text' },
      ],
    },
    {
      name: 'meetings',
      primaryKey: ['id'],
      fields: [
        { name: 'id', type: 'integer' },
        { name: 'room', type: 'integer' },
        { name: 'day', type: 'date' },
        { name: 'kind', type: 'text', nullable: true },
      ],
    },
  ],
  relationships: [
    {
      type: 'one-to-many',
      parent: { entity: 'rooms', fields: ['id'] },
      child: { entity: 'meetings', fields: ['room'] },
    },
  ],
  constraints: [{ type: 'unique', entity: 'meetings', fields: ['room', 'day', 'kind'] }],
}
const at = new Date('2026-11-29T00:00:00Z')
const patterns = await analyzePatterns(rowsSource({ data, schema }), { at })

function made(options: SynthesisOptions, from: DataPatterns = patterns, batchRows = 500) {
  const plan = planSynthesis(from, options).entities.find(({ entity }) => entity.name === 'meetings')!
  const rows: Record<string, unknown>[] = []
  for (let first = 0; first < plan.rows; first += batchRows)
    rows.push(...rowsOf(plan.batch(first, Math.min(batchRows, plan.rows - first))))
  return rows
}
const keysOf = (rows: readonly Record<string, unknown>[]) => rows.map(({ room, day, kind }) => `${room} ${day} ${kind}`)

test('a unique set of a schema is learned, and stands in the file', () => {
  expect(patterns.notes.map(({ code }) => code)).toEqual(['small-sample', 'sequence-not-learned'])
  const read = parsePatterns(JSON.parse(JSON.stringify(patterns)))
  expect(read.entities[1]?.uniqueTogether).toEqual([['room', 'day', 'kind']])
})

test('no two rows have the same values in it, and without it many have', () => {
  const rows = made({ seed: 3, rows: { rooms: 200 } })
  expect(rows.length).toBeGreaterThan(2000)
  expect(new Set(keysOf(rows)).size).toBe(rows.length)
  const free = { ...patterns, entities: patterns.entities.map(({ uniqueTogether: _, ...entity }) => entity) }
  const loose = made({ seed: 3, rows: { rooms: 200 } }, free)
  expect(new Set(keysOf(loose)).size).toBeLessThan(loose.length)
  // What was not drawn again is as it was.
  const same = rows.filter((row, i) => JSON.stringify(row) === JSON.stringify(loose[i]))
  expect(same.length).toBeGreaterThan(rows.length / 2)
})

test('any part is the same, however the rows are cut, and a condition is met all the same', () => {
  const scenario = { children: { meetings: 0.6 } }
  const options = { seed: 5, rows: { rooms: 30 }, scenario, where: { meetings: "kind = 'late' or day < '2026-03-10'" } }
  const whole = made(options)
  expect(made(options, patterns, 7)).toEqual(whole)
  expect(new Set(keysOf(whole)).size).toBe(whole.length)
  expect(whole.every(({ kind, day }) => kind === 'late' || String(day) < '2026-03-10')).toBe(true)
})

test('a row with a null in the set is like no other', async () => {
  const meetings = data.meetings.map((row, i) => (i % 3 === 0 ? { ...row, kind: null } : row))
  const found = await analyzePatterns(rowsSource({ data: { ...data, meetings }, schema }), { at })
  const rows = made({ rows: { rooms: 100 } }, found)
  const [present, absent] = [rows.filter(({ kind }) => kind !== null), rows.filter(({ kind }) => kind === null)]
  expect(new Set(keysOf(present)).size).toBe(present.length)
  expect(new Set(keysOf(absent)).size).toBeLessThan(absent.length)
})

test('more rows than there are combinations are refused, with what to do about it', async () => {
  const error = await failure((async () => made({ rows: { rooms: 2 }, scenario: { children: { meetings: 20 } } }))())
  expect(error.code).toBe('CONSTRAINT_UNSATISFIED')
  expect(error.message).toContain('(room, day, kind)')
  expect(error.hint).toContain('Ask for fewer rows')
})
