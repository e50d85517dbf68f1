import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { generateData } from '@understudy/sdk'
import { customers } from './customers.ts'
import { measure, median } from './measure.ts'
import type { BenchContext, Ratio } from './ratio.ts'

const ROWS = 3_000_000
const SMALL = 100_000
/** Of a reference that takes a hundred times as long. */
const SLOW_ROUNDS = 2

export async function loadBench({ rounds, scratch, url, psql }: BenchContext): Promise<Ratio[]> {
  const env = { BENCH_URL: url }
  const file = join(scratch, 'customers.copy')
  if (psql) await writeRows(file)

  const typed: number[] = []
  const text: number[] = []
  const base: number[] = []
  const small: number[] = []
  const drizzle: number[] = []
  for (let round = 0; round < rounds; round++) {
    const raw = psql ? await measure('copy-file', [file], env) : undefined
    const binary = await measure('understudy-load', [ROWS, 'typed'], env)
    const plain = await measure('understudy-load', [ROWS, 'text'], env)
    for (const one of [plain, ...(raw ? [raw] : [])]) {
      const isSame = one.rows === ROWS && one.said['hash'] === binary.said['hash']
      if (!isSame) throw new Error('the loaded rows are not the same')
    }
    if (raw) base.push(raw.wall)
    typed.push(binary.wall)
    text.push(plain.wall)
    small.push((await measure('understudy-load', [SMALL, 'typed'], env)).wall)
    if (round < SLOW_ROUNDS) drizzle.push((await measure('drizzle-seed-load', [SMALL], env)).wall)
  }
  const against = (walls: readonly number[], of: readonly number[]): number =>
    median(walls.map((wall, i) => of[i % of.length]! / wall))
  const seconds = (walls: readonly number[]): string => `${median(walls).toFixed(1)} s`
  const loads = psql
    ? [
        {
          what: 'generate + load 3M rows, binary, against psql COPY of the file',
          ratio: against(typed, base),
          goal: 1.4,
          detail: `${seconds(typed)} against ${seconds(base)}`,
        },
        {
          what: 'generate + load 3M rows, text, against psql COPY of the file',
          ratio: against(text, base),
          goal: 0.95,
          detail: `${seconds(text)} against ${seconds(base)}`,
        },
      ]
    : []
  return [
    ...loads,
    {
      what: 'generate + load 100k rows, against drizzle-seed',
      ratio: against(small, drizzle),
      goal: 20,
      detail: `${seconds(small)} against ${seconds(drizzle)}`,
    },
  ]
}

async function writeRows(file: string): Promise<void> {
  const out = createWriteStream(file)
  for await (const piece of generateData(customers, { rows: ROWS, seed: 7, format: 'copy-text' })) {
    if (!out.write(piece)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'close')
}
