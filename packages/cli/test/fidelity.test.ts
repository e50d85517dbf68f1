import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { scratch, understudy, understudyHere } from './understudy.ts'

const folder = await scratch()
const fidelity = (...args: readonly string[]) => understudyHere(['fidelity', ...args], { cwd: folder })

/** A size that goes with the grade, and a price with both. */
function sales(seed: number, count: number): string[] {
  let state = seed
  const unit = () => {
    state = (state * 1664525 + 1013904223) % 4294967296
    return state / 4294967296
  }
  return Array.from({ length: count }, () => {
    const grade = Math.floor(unit() * 3)
    const size = (grade + unit() * 2).toFixed(3)
    return `${['plain', 'good', 'best'][grade]},${size},${Math.round(Number(size) * 100 + unit() * 40)}`
  })
}
const write = (name: string, rows: readonly string[]) =>
  writeFile(join(folder, name), `grade,size,price\n${rows.join('\n')}\n`)

beforeAll(async () => {
  const real = sales(1, 500)
  const made = sales(2, 400)
  await write('real.csv', real)
  await write('made.csv', made)
  await write('held.csv', sales(3, 500))
  await write('leaky.csv', [...made, ...real.slice(100, 140)])
  await write(
    'other.csv',
    made.map((row) => row.replace(/,\d+$/, ',free')),
  )
})

test('rows that are like the real ones and are none of them pass, and each figure is said with what it means', async () => {
  const ended = await fidelity('real.csv', 'made.csv', '--holdout', 'held.csv', '--floor', 'calibrated=0.8')
  expect([ended.code, ended.stderr]).toEqual([0, ''])
  expect(ended.stdout).toMatch(
    /^made.csv against real.csv, with held.csv held out: passed, no leak alarm, 1 of 1 floor held\n/,
  )
  expect(ended.stdout).toMatch(
    /\n {2}calibrated [01]\.\d{3} \([\d.]+ to [\d.]+\): 0 is a shuffle of the columns, 1 other real rows\n/,
  )
  expect(ended.stdout).toMatch(
    /\n {2}a model of grade: share of right answers [\d.]+ learned from synthetic rows, [\d.]+ from real ones\n/,
  )
  expect(ended.stdout).toMatch(/\n {2}nearer to the real rows than to the holdout: 0\.\d{3} .*, 0\.5 is ideal\n/)
})

test('with a holdout each attack is said with what it gains', async () => {
  const risks = async (synthetic: string) => {
    const { stdout } = await fidelity('real.csv', synthetic, '--holdout', 'held.csv')
    return [...stdout.matchAll(/\n {2}risk of ([a-z-]+) ([\d.]+) \(([\d.]+) to [\d.]+\): succeeds on /g)]
  }
  const honest = await risks('made.csv')
  expect(honest.map(([, attack, , low]) => [attack, low])).toEqual([
    ['singling-out', '0.000'],
    ['linkability', '0.000'],
    ['inference', '0.000'],
  ])
  for (const [, , , low] of await risks('real.csv')) expect(Number(low)).toBeGreaterThan(0.1)
})

test('--format html writes one file that loads nothing, and people hear the verdict on stderr', async () => {
  const ended = await understudy(['fidelity', 'real.csv', 'leaky.csv', '--format', 'html'], { cwd: folder })
  expect(ended.code).toBe(1)
  expect(ended.stdout).toMatch(/^<!doctype html>\n/)
  expect(ended.stdout).toContain('<h2>Leak alarm</h2>')
  expect(ended.stdout).not.toMatch(/<(script|link|img)\b|https?:/)
  expect(ended.stderr).toContain('FAILED, 1 leak alarm')
})

test('real rows among the synthetic ones raise an alarm that names them by their numbers, never a value', async () => {
  const ended = await fidelity('real.csv', 'leaky.csv', '--json')
  expect(ended.code).toBe(1)
  const document = JSON.parse(ended.stdout)
  expect(document).toMatchObject({ ok: false, command: 'fidelity', kind: 'understudy.fidelity-report', passed: false })
  const named = document.alarms.flatMap(({ rows }: { rows: { synthetic: number; real: number }[] }) => rows)
  for (let row = 0; row < 40; row++)
    expect(named).toContainEqual({ synthetic: 400 + row, real: 100 + row, distance: 0 })
  const told = await fidelity('real.csv', 'leaky.csv')
  expect(told.stdout).toMatch(/\nLEAK {2}real: 4\d synthetic rows are real rows; [\d.]+ would be usual \(p/)
  expect(told.stdout).toMatch(/\n +synthetic row \d+ is of real row \d+\n/)
  expect(told.stdout).not.toMatch(/plain|best/)
})

test('a floor that is missed ends with 1; --format json writes the report, and people hear of it on stderr', async () => {
  const ended = await fidelity('real.csv', 'made.csv', '--floor', 'shapes=0.9999', '--format', 'json')
  expect(ended.code).toBe(1)
  expect(JSON.parse(ended.stdout).floors).toMatchObject([{ figure: 'shapes', floor: 0.9999, held: false }])
  expect(ended.stderr).toMatch(/^made.csv against real.csv: FAILED, no leak alarm, 0 of 1 floor held\n/)
})

test('a column that cannot be compared is said, and why', async () => {
  const { stdout } = await fidelity('real.csv', 'other.csv', '--target', 'real.price')
  expect(stdout).toMatch(
    'not compared: price: the real values are numbers, and not all values of the synthetic rows are',
  )
  expect(stdout).toMatch('real.price: not tried as a target: no compared column has this name')
})

test.each([
  [['real.csv'], "missing required argument 'synthetic'"],
  [['real.csv', 'made.csv', '--floor', 'beauty=1'], '--floor is a figure and a number'],
  [['real.csv', 'made.csv', '--format', 'pdf'], 'there is no format "pdf"'],
])('%j is wrong usage', async (args, message) => {
  const ended = await fidelity(...args)
  expect([ended.code, ended.stdout]).toEqual([2, ''])
  expect(ended.stderr).toMatch(message)
})
