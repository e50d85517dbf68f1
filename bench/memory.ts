import { measure } from './measure.ts'
import type { BenchContext, Ratio } from './ratio.ts'

export async function memoryBench({ url }: BenchContext): Promise<Ratio[]> {
  const env = { BENCH_URL: url }
  const [one, ten] = [
    await measure('understudy-bytes', [1_000_000, 'copy-text']),
    await measure('understudy-bytes', [10_000_000, 'copy-text']),
  ]
  const [loadOne, loadTen] = [
    await measure('understudy-load', [1_000_000, 'typed'], env),
    await measure('understudy-load', [10_000_000, 'typed'], env),
  ]
  return [
    {
      what: 'peak memory of generating 10M rows, against 1M',
      ratio: ten.peakMiB / one.peakMiB,
      goal: 1.1,
      atMost: true,
      detail: `${ten.peakMiB} MiB against ${one.peakMiB} MiB`,
    },
    {
      what: 'peak memory of generating and loading 10M rows, against 1M',
      ratio: loadTen.peakMiB / loadOne.peakMiB,
      goal: 1.1,
      atMost: true,
      detail: `${loadTen.peakMiB} MiB against ${loadOne.peakMiB} MiB`,
    },
  ]
}
