import { type Measured, measure, median } from './measure.ts'
import type { BenchContext, Ratio } from './run.ts'

const ROWS = 300_000
const SEEDED = 100_000
/** Of a reference that takes fifty times as long. */
const SLOW_ROUNDS = 2

/** What a variant says of its insertion alone, the making of the rows aside. */
const insertion = ({ said }: Measured): number => Number(said['insertCpu'])

export async function sqliteBench({ rounds }: BenchContext): Promise<Ratio[]> {
  const load: number[] = []
  const loop: number[] = []
  const ours: number[] = []
  const drizzle: number[] = []
  for (let round = 0; round < rounds; round++) {
    const loaded = await measure('understudy-sqlite-load', [ROWS])
    const looped = await measure('prepared-loop-sqlite', [ROWS])
    const isSame = loaded.rows === ROWS && looped.rows === ROWS && loaded.said['hash'] === looped.said['hash']
    if (!isSame) throw new Error('the loaded rows are not the same')
    load.push(insertion(loaded))
    loop.push(insertion(looped))
    const own = await measure('understudy-sqlite', [SEEDED])
    if (own.rows !== SEEDED) throw new Error('rows were lost')
    ours.push(own.wall)
    if (round < SLOW_ROUNDS) drizzle.push((await measure('drizzle-seed-sqlite', [SEEDED])).wall)
  }
  const rate = (cpu: readonly number[]): string => `${Math.round(ROWS / median(cpu) / 1000)}k rows/CPU s`
  const seconds = (walls: readonly number[]): string => `${median(walls).toFixed(2)} s`
  return [
    {
      what: 'load batches into SQLite, against a prepared loop over the same rows',
      ratio: median(load.map((cpu, i) => loop[i]! / cpu)),
      goal: 0.95,
      detail: `${rate(load)} against ${rate(loop)}`,
    },
    {
      what: 'generate + insert 100k rows into SQLite, against drizzle-seed',
      ratio: median(ours.map((wall, i) => drizzle[i % drizzle.length]! / wall)),
      goal: 7,
      detail: `${seconds(ours)} against ${seconds(drizzle)}`,
    },
  ]
}
