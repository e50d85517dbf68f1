import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { startPostgres } from '../test/postgres.ts'
import { at, dropDatabases, emptyDatabase, expectMasked, makeSource, orderColumns, shell } from './clone-database.ts'
import { createCustomers } from './customers.ts'
import { type Measured, measure, median } from './measure.ts'
import type { BenchContext, Ratio } from './ratio.ts'

const ROWS = Number(process.env.UNDERSTUDY_BENCH_ROWS ?? 1_000_000)
const prefix = 'understudy_bench_clone'

/** Masked clones against the same rows through psql's pipes, and a whole clone against pg_dump's. */
export async function cloneBench({ rounds, url, psql }: BenchContext): Promise<Ratio[]> {
  if (!psql) throw new Error('Clones are held against psql, which is not here.')
  try {
    return [...(await copies(url, rounds)), ...(await memory(url)), ...(await whole(rounds))]
  } finally {
    await dropDatabases(url, prefix)
  }
}

async function copies(server: string, rounds: number): Promise<Ratio[]> {
  const source = await makeSource(server, `${prefix}_source`, ROWS, false)
  const target = await emptyDatabase(server, `${prefix}_target`)
  const piped = async (format: string): Promise<number> => {
    const pipe = await emptyDatabase(server, `${prefix}_pipe`)
    await shell(`psql -q ${pipe} -c '${createCustomers.replaceAll('\n', ' ')}'`)
    return await shell(
      `psql -q ${source} -c 'copy customers to stdout ${format}' | psql -q ${pipe} -c 'copy customers from stdin ${format}'`,
    )
  }
  const text: number[] = []
  const binary: number[] = []
  const clones: Record<number, number[]> = { 3: [], 6: [] }
  for (let round = 0; round < rounds; round++) {
    text.push(await piped(''))
    binary.push(await piped('(format binary)'))
    for (const masks of [3, 6]) {
      const clone = await measure('understudy-clone', [source, target, masks])
      if (clone.rows !== ROWS) throw new Error(`${clone.rows} rows were cloned`)
      await expectMasked(source, target, masks)
      clones[masks]?.push(began(clone, 'finishing'))
    }
  }
  const line = (masks: 3 | 6, base: readonly number[], name: string, goal: number): Ratio => ({
    what: `clone ${ROWS / 1e6}M rows with ${masks} masks, process and plan included, against psql's ${name} pipe`,
    ratio: median(base.map((wall, i) => wall / (clones[masks]?.[i] ?? Number.NaN))),
    goal,
    detail: `${median(clones[masks] ?? []).toFixed(2)} s against ${median(base).toFixed(2)} s`,
  })
  return [
    line(3, text, 'text', 1.4),
    line(3, binary, 'binary', 0.95),
    line(6, text, 'text', 1.35),
    line(6, binary, 'binary', 0.95),
  ]
}

async function memory(server: string): Promise<Ratio[]> {
  const peak = async (rows: number): Promise<number> => {
    const source = await makeSource(server, `${prefix}_source`, rows, false)
    const target = await emptyDatabase(server, `${prefix}_target`)
    return (await measure('understudy-clone', [source, target, 3])).peakMiB
  }
  const [one, five] = [await peak(ROWS), await peak(5 * ROWS)]
  return [
    { what: 'peak memory of a masked clone, in MiB', ratio: five, goal: 120, atMost: true, detail: `${five} MiB` },
    {
      what: `peak memory of cloning ${(5 * ROWS) / 1e6}M rows, against ${ROWS / 1e6}M`,
      ratio: five / one,
      goal: 1.1,
      atMost: true,
      detail: `${five} MiB against ${one} MiB`,
    },
  ]
}

/** pg_dump reads no server that is newer than itself: so both work on a server of its own major. */
async function whole(rounds: number): Promise<Ratio[]> {
  const bin = dumpFolder()
  if (bin === undefined) {
    console.error('There is no server of the major of pg_dump here: whole clones are not held against it.')
    return []
  }
  const postgres = await startPostgres(bin)
  try {
    const source = await makeSource(postgres.url, `${prefix}_whole`, ROWS, true)
    const target = await emptyDatabase(postgres.url, `${prefix}_target`)
    const dump = at(postgres.url, `${prefix}_dump`)
    const dumped: number[] = []
    const before: number[] = []
    const verified: number[] = []
    for (let round = 0; round < rounds; round++) {
      await emptyDatabase(postgres.url, `${prefix}_dump`)
      dumped.push(await shell(`pg_dump ${source} | psql -q ${dump}`))
      const clone = await measure('understudy-clone', [source, target, 3, ...orderColumns])
      if (clone.rows !== 2 * ROWS) throw new Error(`${clone.rows} rows were cloned`)
      await expectMasked(source, target, 3)
      before.push(began(clone, 'verifying'))
      verified.push(began(clone, 'promoting') / began(clone, 'verifying'))
    }
    return [
      {
        what: 'masked clone with keys, indexes and a foreign key, before verification, against pg_dump | psql',
        ratio: median(dumped.map((wall, i) => wall / (before[i] ?? Number.NaN))),
        goal: 1.3,
        detail: `${median(before).toFixed(2)} s against ${median(dumped).toFixed(2)} s`,
      },
      {
        what: 'the same with its verification, against without',
        ratio: median(verified),
        goal: 1.4,
        atMost: true,
        detail: `${((median(verified) - 1) * 100).toFixed(0)} % more`,
      },
    ]
  } finally {
    await postgres.stop()
  }
}

function dumpFolder(): string | undefined {
  const major = /(\d+)/.exec(spawnSync('pg_dump', ['--version']).stdout?.toString() ?? '')?.[1]
  const folder = `/usr/lib/postgresql/${major}/bin`
  return major !== undefined && existsSync(`${folder}/initdb`) ? folder : undefined
}

/** Seconds from the start of the process until a phase began. */
function began({ said }: Measured, phase: string): number {
  const found: unknown = Reflect.get(Object(said['began']), phase)
  if (typeof found !== 'number') throw new Error(`the clone said nothing of ${phase}`)
  return found
}
