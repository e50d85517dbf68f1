import { expect, test } from 'vitest'
import { batchOf } from '../../../formats/batch-of-rows.ts'
import { rowsOf } from '../../../formats/row-objects.ts'
import { streamOf, word } from '../../../random/stream.ts'
import { parsePatterns } from '../../parse-patterns.ts'
import { planSynthesis } from '../../sample/plan-synthesis.ts'
import { analyzePatterns, type PrivacyBudget } from '../analyze-patterns.ts'
import { noiseOf } from './noise.ts'

const stream = streamOf('patients')
const wards = ['heart', 'lung', 'bone', 'eye']
const patients = Array.from({ length: 6000 }, (_, row) => {
  const ward = word(stream, row) % 4
  return {
    name: `Zyzzyva ${row}`,
    ward: row === 17 ? 'secret ward' : wards[ward],
    days: ward * 4 + (word(stream, row, 1) % 4),
    cost: row === 18 ? 987_654_321 : 200 + ward * 1000 + (word(stream, row, 2) % 700),
    admitted: `2025-0${1 + (word(stream, row, 3) % 9)}-1${word(stream, row, 4) % 10}`,
  }
})
const learn = async (privacy: PrivacyBudget, rows: readonly Record<string, unknown>[] = patients) =>
  parsePatterns(
    JSON.parse(
      JSON.stringify(
        await analyzePatterns(
          {
            name: 'patients',
            async *batches() {
              yield batchOf('patients', rows)
            },
          },
          { at: new Date(0), privacy },
        ),
      ),
    ),
  )

test('the budget is stated with the patterns, and all of it is accounted for', async () => {
  const { privacy } = await learn({ epsilon: 2, seed: 1 })
  expect(privacy).toMatchObject({ epsilon: 2, delta: 1e-6 })
  const spent = Object.values(privacy!.spent).reduce((sum, part) => sum + part, 0)
  expect(spent).toBeGreaterThan(1.7)
  expect(spent).toBeLessThanOrEqual(2)
})

test('what one row has is not learned, and what many have still is', async () => {
  const patterns = await learn({ epsilon: 4, seed: 1 })
  expect(JSON.stringify(patterns)).not.toMatch(/Zyzzyva|secret ward|987654321/)
  const rows = rowsOf(planSynthesis(patterns, { rows: 4000 }).entities[0]!.batch(0, 4000))
  expect(Math.max(...rows.map(({ cost }) => Number(cost)))).toBeLessThan(10_000)
  for (const ward of wards) expect(rows.filter((row) => row.ward === ward).length / 4000).toBeCloseTo(0.25, 1)
  const days = (ward: string): number => {
    const own = rows.filter((row) => row.ward === ward)
    return own.reduce((sum, row) => sum + Number(row.days), 0) / own.length
  }
  expect(days('eye') - days('heart')).toBeGreaterThan(6)
  expect(rows.filter(({ admitted }) => /^202[45]-/.test(String(admitted))).length / 4000).toBeGreaterThan(0.97)
})

test('every number that is published has noise, which nobody can guess without a seed', async () => {
  const [a, b, c] = [
    await learn({ epsilon: 1, seed: 7 }),
    await learn({ epsilon: 1, seed: 7 }),
    await learn({ epsilon: 1 }),
  ]
  expect(a).toEqual(b)
  expect(a.entities[0]!.network).not.toEqual(c.entities[0]!.network)
})

test('noise is as wide as its budget says, around nothing', () => {
  const noise = noiseOf(3)
  const draws = Array.from({ length: 20_000 }, () => noise.count(0.5))
  const mean = draws.reduce((sum, one) => sum + one, 0) / draws.length
  const variance = draws.reduce((sum, one) => sum + one * one, 0) / draws.length
  expect(Math.abs(mean)).toBeLessThan(0.1)
  // 2 e^-epsilon / (1 - e^-epsilon)^2
  expect(variance).toBeCloseTo((2 * Math.exp(-0.5)) / (1 - Math.exp(-0.5)) ** 2, 0)
  expect(draws.every(Number.isInteger)).toBe(true)
})

test('a table too small for its budget says nothing rather than something of single rows', async () => {
  const patterns = await learn({ epsilon: 0.1, seed: 2 }, patients.slice(0, 20))
  expect(patterns.notes.map(({ code }) => code)).toContain('budget')
  expect(JSON.stringify(patterns)).not.toMatch(/heart|lung|Zyzzyva/)
})

test('a budget that is none is refused', async () => {
  await expect(learn({ epsilon: 0 })).rejects.toThrow(/epsilon above 0/)
  await expect(learn({ epsilon: 1, delta: 0 })).rejects.toThrow(/delta above 0/)
})
