import { measure, median } from './measure.ts'
import type { BenchContext, Ratio } from './ratio.ts'

const ROWS = 100_000

export async function sqliteBench({ rounds }: BenchContext): Promise<Ratio[]> {
  const ratios: number[] = []
  const ours: number[] = []
  for (let round = 0; round < rounds; round++) {
    const own = await measure('understudy-sqlite', [ROWS])
    if (own.rows !== ROWS) throw new Error('rows were lost')
    const drizzle = await measure('drizzle-seed-sqlite', [ROWS])
    ratios.push(drizzle.wall / own.wall)
    ours.push(ROWS / own.cpu / 1000)
  }
  return [
    {
      what: 'generate + insert into SQLite, against drizzle-seed',
      ratio: median(ratios),
      goal: 7,
      detail: `${Math.round(median(ours))}k rows/CPU s`,
    },
  ]
}
