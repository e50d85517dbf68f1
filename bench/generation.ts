import { type Measured, measure, median } from './measure.ts'
import type { BenchContext, Ratio } from './ratio.ts'

/** Each runs for about as long, so that no ratio is decided by what it takes to start. */
const OURS = 8_000_000
const OBJECTS = 3_500_000
const FAKER = 300_000
const COPYCAT = 20_000

/** Rows for each second of CPU time of the whole process, start-up included. */
const speed = ({ rows, cpu }: Measured): number => rows / cpu
const thousands = (numbers: readonly number[]): string => `${Math.round(median(numbers) / 1000)}k rows/CPU s`

export async function generationBench({ rounds }: BenchContext): Promise<Ratio[]> {
  await gate()
  const bytes: number[] = []
  const objects: number[] = []
  const faker: number[] = []
  const copycat: number[] = []
  for (let round = 0; round < rounds; round++) {
    bytes.push(speed(await measure('understudy-bytes', [OURS, 'copy-text'])))
    objects.push(speed(await measure('understudy-objects', [OBJECTS])))
    faker.push(speed(await measure('faker-objects', [FAKER])))
    copycat.push(speed(await measure('copycat-objects', [COPYCAT])))
  }
  const against = (ours: readonly number[], base: readonly number[]): number =>
    median(ours.map((own, i) => own / base[i]!))
  return [
    {
      what: 'generate bytes, against faker',
      ratio: against(bytes, faker),
      goal: 25,
      detail: `${thousands(bytes)}; faker ${thousands(faker)}`,
    },
    { what: 'generate objects, against faker', ratio: against(objects, faker), goal: 8, detail: thousands(objects) },
    {
      what: 'generate bytes, against copycat',
      ratio: against(bytes, copycat),
      goal: 200,
      detail: `copycat ${thousands(copycat)}`,
    },
  ]
}

/** No speed counts before the same bytes come twice and every row is there. */
async function gate(): Promise<void> {
  const [one, two] = [
    await measure('understudy-bytes', [50_000, 'csv', 'hash']),
    await measure('understudy-bytes', [50_000, 'csv', 'hash']),
  ]
  if (one.said.sha256 !== two.said.sha256) throw new Error('the same seed gave other bytes')
  const objects = await measure('understudy-objects', [50_000])
  if (objects.rows !== 50_000 || objects.said.emails !== 50_000) throw new Error('rows were lost')
}
