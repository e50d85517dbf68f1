import { type Measured, measure, median } from './measure.ts'
import type { BenchContext, Ratio } from './ratio.ts'

const goals = { insert: 20, update: 10 }

/** Many rows at once by the client of the test kit, against the same rows one by one by the engine's own driver. */
export async function testkitBench({ rounds, url }: BenchContext): Promise<Ratio[]> {
  const ratios: Ratio[] = []
  for (const engine of ['postgres', 'sqlite']) {
    const measured: Measured[] = []
    // Row by row, a file is made sure of ten thousand times.
    for (let round = 0; round < (engine === 'sqlite' ? Math.min(rounds, 2) : rounds); round++) {
      measured.push(await measure('testkit-bulk', [engine], { BENCH_URL: url }))
    }
    const of = (name: string): number[] => measured.map(({ said }) => Number(said[name]))
    const ratio = (what: 'Insert' | 'Update') => {
      const bulk = of(`bulk${what}`)
      return median(of(`each${what}`).map((seconds, i) => seconds / bulk[i]!))
    }
    const figures = (what: 'Insert' | 'Update') =>
      `${milliseconds(of(`bulk${what}`))} ms, the first time of a process ${milliseconds(of(`first${what}`))} ms, against ${milliseconds(of(`each${what}`))} ms`
    const rows = measured[0]?.rows
    ratios.push(
      {
        what: `${engine}: bulkInsert of ${rows} rows, against the driver's INSERTs one by one`,
        ratio: ratio('Insert'),
        goal: goals.insert,
        detail: figures('Insert'),
      },
      {
        what: `${engine}: bulkUpdate of ${rows} rows, against the driver's UPDATEs one by one`,
        ratio: ratio('Update'),
        goal: goals.update,
        detail: figures('Update'),
      },
    )
  }
  return ratios
}

function milliseconds(seconds: readonly number[]): string {
  return (median(seconds) * 1000).toFixed(0)
}
