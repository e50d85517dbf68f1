import { type Measured, measure, median } from './measure.ts'
import type { BenchContext, Ratio } from './ratio.ts'

const ROWS = 300_000
const SEEDED = 100_000
/** Of a reference that takes fifty times as long. */
const SLOW_ROUNDS = 2

/** What a variant says of its loop alone. */
const insertion = ({ said }: Measured): number => Number(said['insertCpu'])

/** CPU seconds of a round. */
interface Loops {
  readonly made: number
  readonly objects: number
  readonly load: number
  readonly ready: number
  readonly values: number
}

export async function sqliteBench({ rounds }: BenchContext): Promise<Ratio[]> {
  const loops: Loops[] = []
  const ours: number[] = []
  const drizzle: number[] = []
  for (let round = 0; round < rounds; round++) {
    const variants = [
      await measure('understudy-sqlite-load', [ROWS]),
      await measure('objects-loop-sqlite', [ROWS]),
      await measure('understudy-sqlite-load', [ROWS, 'made']),
      await measure('understudy-sqlite-values', [ROWS]),
      await measure('prepared-loop-sqlite', [ROWS]),
    ]
    const isSame = variants.every((one) => one.rows === ROWS && one.said['hash'] === variants[0]!.said['hash'])
    if (!isSame) throw new Error('the loaded rows are not the same')
    const [made, objects, load, ready, values] = variants.map(insertion)
    loops.push({ made: made!, objects: objects!, load: load!, ready: ready!, values: values! })
    const own = await measure('understudy-sqlite', [SEEDED])
    if (own.rows !== SEEDED) throw new Error('rows were lost')
    ours.push(own.wall)
    if (round < SLOW_ROUNDS) drizzle.push((await measure('drizzle-seed-sqlite', [SEEDED])).wall)
  }
  const rate = (cpu: readonly number[]): string => `${Math.round(ROWS / median(cpu) / 1000)}k rows/CPU s`
  const seconds = (walls: readonly number[]): string => `${median(walls).toFixed(2)} s`
  const rateOf = (name: keyof Loops): string => rate(loops.map((one) => one[name]))
  return [
    {
      what: 'generate + load 300k rows into SQLite, against a prepared loop over generated objects',
      ratio: median(loops.map(({ made, objects }) => objects / made)),
      goal: 0.95,
      detail: `${rateOf('made')} against ${rateOf('objects')}`,
    },
    {
      what: 'load batches into SQLite, their texts made on the way, against a prepared loop over values that are there',
      ratio: median(loops.map(({ load, values }) => values / load)),
      goal: 0.95,
      detail: `${rateOf('load')} against ${rateOf('values')}`,
    },
    {
      what: 'load batches that hold the very values into SQLite, against the same loop',
      ratio: median(loops.map(({ ready, values }) => values / ready)),
      goal: 0.95,
      detail: `${rateOf('ready')} against ${rateOf('values')}`,
    },
    {
      what: 'generate + insert 100k rows into SQLite, against drizzle-seed',
      ratio: median(ours.map((wall, i) => drizzle[i % drizzle.length]! / wall)),
      goal: 7,
      detail: `${seconds(ours)} against ${seconds(drizzle)}`,
    },
  ]
}
