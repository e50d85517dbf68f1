import { join } from 'node:path'
import { type Measured, measure, median } from './measure.ts'
import type { BenchContext, Ratio } from './ratio.ts'

const ROWS = 1_000_000
/** 150 MiB, and 20 bytes a row and unique column. */
const MOST_MIB = 150 + (2 * 20 * ROWS) / 2 ** 20

/** The same checks of one file by us and by DuckDB, whole processes; no time counts before all counts are the same. */
export async function qualityBench({ rounds, scratch }: BenchContext): Promise<Ratio[]> {
  const file = join(scratch, 'customers.csv')
  const countries = join(scratch, 'countries.json')
  await measure('quality-file', [ROWS, file, countries])
  const ours: Measured[] = []
  const one: Measured[] = []
  const two: Measured[] = []
  for (let round = 0; round < rounds; round++) {
    ours.push(await measure('quality-understudy', [file, countries]))
    one.push(await measure('quality-duckdb', [file, countries, 1]))
    two.push(await measure('quality-duckdb', [file, countries, 2]))
    gate(ours.at(-1)!, one.at(-1)!)
  }
  const against = (base: readonly Measured[], of: 'cpu' | 'wall') =>
    median(ours.map((own, i) => base[i]![of] / own[of]))
  const figures = (runs: readonly Measured[]) =>
    `${median(runs.map(({ wall }) => wall)).toFixed(2)} s, ${median(runs.map(({ cpu }) => cpu)).toFixed(2)} CPU s, ${median(runs.map(({ peakMiB }) => peakMiB))} MiB`
  return [
    {
      what: 'quality, against DuckDB with one thread, CPU',
      ratio: against(one, 'cpu'),
      goal: 1.5,
      detail: figures(ours),
    },
    {
      what: 'quality, against DuckDB with one thread, wall',
      ratio: against(one, 'wall'),
      goal: 1.5,
      detail: figures(one),
    },
    {
      what: 'quality, against DuckDB with two threads, wall',
      ratio: against(two, 'wall'),
      goal: 0.8,
      detail: figures(two),
    },
    {
      what: 'quality, peak memory against 150 MiB and 20 B a row and unique column',
      ratio: median(ours.map(({ peakMiB }) => peakMiB)) / MOST_MIB,
      goal: 1,
      atMost: true,
      detail: `${median(ours.map(({ peakMiB }) => peakMiB))} of ${Math.round(MOST_MIB)} MiB`,
    },
  ]
}

function gate(ours: Measured, theirs: Measured): void {
  const sorted = ({ said }: Measured) =>
    JSON.stringify(Object.entries(said.counts ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)))
  if (ours.rows !== theirs.rows || sorted(ours) !== sorted(theirs)) {
    throw new Error(`the counts differ: ${sorted(ours)} against ${sorted(theirs)}`)
  }
}
