import { startPostgres } from '../test/postgres.ts'
import { type Measured, measure, median } from './measure.ts'
import type { BenchContext, Ratio } from './ratio.ts'

const CONTEXTS = 1000
/** Where only what a TRUNCATE takes is asked for. */
const FEW = 100

/** Setting up and cleaning up a context, against bare statements of the driver in the same process, in turns. */
export async function contextsBench({ rounds, url }: BenchContext): Promise<Ratio[]> {
  const env = { BENCH_URL: url }
  const savepoint = await all(rounds, () => measure('contexts-savepoint', [CONTEXTS], env))
  const durable = await onDurable((url) => all(rounds, () => measure('contexts-savepoint', [FEW], { BENCH_URL: url })))
  const clone = await all(rounds, () => measure('contexts-clone', [], env))
  const sqlite = await all(rounds, () => measure('contexts-sqlite', [CONTEXTS], env))
  return [
    {
      what: 'set up and clean up a context by savepoint, against bare BEGIN and ROLLBACK',
      ratio: ratioOf(savepoint, 'context', 'bare'),
      goal: 1.5,
      atMost: true,
      detail: `${ms(savepoint, 'context')} against ${ms(savepoint, 'bare')}`,
    },
    {
      what: 'the same, where nobody looks for leaks',
      ratio: ratioOf(savepoint, 'unwatched', 'bare'),
      goal: 1.5,
      atMost: true,
      detail: `${ms(savepoint, 'unwatched')} against ${ms(savepoint, 'bare')}`,
    },
    {
      what: 'set up and clean up a context by savepoint, in milliseconds',
      ratio: medianOf(savepoint, 'context'),
      goal: 0.5,
      atMost: true,
      detail: ms(savepoint, 'context'),
    },
    {
      what: 'set up and clean up a context by savepoint, against TRUNCATE of 20 tables and their 1,000 rows again, on a server with its usual settings',
      ratio: ratioOf(durable, 'truncate', 'context'),
      goal: 100,
      detail: `${ms(durable, 'context')} against ${ms(durable, 'truncate')}; in memory, with fsync off, ${ms(savepoint, 'context')} against ${ms(savepoint, 'truncate')}`,
    },
    {
      what: 'wait for a clone that stands ready, in milliseconds',
      ratio: medianOf(clone, 'ready'),
      goal: 1,
      atMost: true,
      detail: ms(clone, 'ready'),
    },
    {
      what: 'set up a context by a clone that must be made, against CREATE DATABASE and connecting',
      ratio: ratioOf(clone, 'made', 'raw'),
      goal: 1.1,
      atMost: true,
      detail: `${ms(clone, 'made')} against ${ms(clone, 'raw')}`,
    },
    {
      what: 'a context by an image of SQLite around 15 inserts and a count, against new Database(buffer), the same and close',
      ratio: ratioOf(sqlite, 'context', 'bare'),
      goal: 1.3,
      atMost: true,
      detail: `${ms(sqlite, 'context')} against ${ms(sqlite, 'bare')}`,
    },
  ]
}

async function onDurable<T>(run: (url: string) => Promise<T>): Promise<T> {
  const postgres = await startPostgres(undefined, { durable: true })
  try {
    return await run(postgres.url)
  } finally {
    await postgres.stop()
  }
}

async function all(rounds: number, run: () => Promise<Measured>): Promise<Measured[]> {
  const measured: Measured[] = []
  for (let round = 0; round < rounds; round++) measured.push(await run())
  return measured
}

const figures = (measured: readonly Measured[], name: string): number[] =>
  measured.map(({ said }) => {
    const figure = Number(said[name])
    if (!(figure > 0)) throw new Error(`the variant says nothing of ${name}`)
    return figure
  })

function medianOf(measured: readonly Measured[], name: string): number {
  return median(figures(measured, name))
}

function ratioOf(measured: readonly Measured[], name: string, base: string): number {
  const bases = figures(measured, base)
  return median(figures(measured, name).map((figure, i) => figure / bases[i]!))
}

function ms(measured: readonly Measured[], name: string): string {
  return `${medianOf(measured, name).toFixed(3)} ms`
}
