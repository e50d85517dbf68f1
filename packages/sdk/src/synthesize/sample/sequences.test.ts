import { expect, test } from 'vitest'
import { batchOf } from '../../formats/batch-of-rows.ts'
import { rowsOf } from '../../formats/row-objects.ts'
import { batchesOf, entitySlices, partitionOf, wholeOf } from '../../generate/rows.ts'
import { streamOf, word } from '../../random/stream.ts'
import { analyzePatterns } from '../learn/analyze-patterns.ts'
import { parsePatterns } from '../parse-patterns.ts'
import { planSynthesis, type SynthesisOptions } from './plan-synthesis.ts'

type Row = Record<string, unknown>
const stream = streamOf('parcels')
const luck = (row: number, draw: number): number => word(stream, row, draw) / 4294967296
const next: Readonly<Record<string, readonly string[]>> = {
  ordered: ['packed'],
  packed: ['shipped', 'cancelled'],
  shipped: ['delivered', 'returned'],
  delivered: [],
  cancelled: [],
  returned: [],
}

/** Parcels from order to end, some of them sent back; a cost that goes with the state. */
const events: Row[] = []
for (let parcel = 0; parcel < 600; parcel++) {
  let time = Date.UTC(2026, 0, 1) + Math.floor(luck(parcel, 0) * 90 * 86_400_000)
  let state: string | undefined = 'ordered'
  for (let step = 1; state !== undefined; step++) {
    events.push({
      parcel_id: 5000 + parcel * 3,
      at: new Date(time),
      state,
      cost: state === 'shipped' ? 500 + Math.floor(luck(parcel, 20) * 300) : Math.floor(luck(parcel, 30 + step) * 40),
    })
    time += 3_600_000 + Math.floor(luck(parcel, step) * 20 * 3_600_000)
    const choices: readonly string[] = next[state]!
    state = luck(parcel, 10 + step) < 0.15 ? choices.at(-1) : choices[0]
  }
}

const patterns = parsePatterns(
  JSON.parse(
    JSON.stringify(
      await analyzePatterns(
        {
          name: 'parcels',
          async *batches() {
            yield batchOf('events', events)
          },
        },
        { at: new Date(0) },
      ),
    ),
  ),
)
const made = (options: SynthesisOptions): Row[] => {
  const plan = planSynthesis(patterns, options)
  return entitySlices(plan, wholeOf(plan)).flatMap((part) => [...batchesOf(part)].flatMap(rowsOf))
}

test('rows that follow each other are found by key, time and state', () => {
  expect(patterns.entities[0]!.sequences).toMatchObject([
    { key: ['parcel_id'], order: 'at', state: 'state', start: { ordered: 600 } },
  ])
})

test('states follow each other as they did, and times do not fall', () => {
  const rows = made({ rows: 6000, seed: 2 })
  expect(rows).toHaveLength(6000)
  const last = new Map<unknown, Row>()
  for (const row of rows) {
    const before = last.get(row.parcel_id)
    if (before) {
      expect(next[String(before.state)]).toContain(row.state)
      expect(Number(before.at)).toBeLessThanOrEqual(Number(row.at))
    } else expect(row.state).toBe('ordered')
    last.set(row.parcel_id, row)
  }
  expect(rows.length / last.size).toBeGreaterThan(2.5)
  expect(rows.length / last.size).toBeLessThan(5)
  const others = rows.filter(({ state }) => state !== 'shipped')
  expect(others.filter(({ cost }) => Number(cost) >= 500).length / others.length).toBeLessThan(0.01)
})

test('any row of a sequence can be made alone', () => {
  const whole = made({ rows: 5000 })
  const plan = planSynthesis(patterns, { rows: 5000 })
  const parts = [2, 1].map((number) =>
    entitySlices(plan, partitionOf(plan, number, 2)).flatMap((part) => [...batchesOf(part)].flatMap(rowsOf)),
  )
  expect([...parts[1]!, ...parts[0]!]).toEqual(whole)
  expect(rowsOf(plan.entities[0]!.batch(3333, 1))).toEqual([whole[3333]])
})

test('a condition on what a sequence makes is refused, one on another column is met', () => {
  expect(() => made({ rows: 10, where: "state = 'returned'" })).toThrow(/follow each other/)
  expect(made({ rows: 200, where: 'cost < 900' })).toHaveLength(200)
})
