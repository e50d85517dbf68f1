import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { MaskingPolicy } from '@understudy/sdk'
import { startPostgres } from '../test/postgres.ts'
import {
  at,
  benchKey,
  dropDatabases,
  emptyDatabase,
  expectMasked,
  makeSource,
  maskedColumns,
  orderColumns,
  shell,
} from './clone-database.ts'
import { createCustomers } from './customers.ts'
import { type Measured, measure, median } from './measure.ts'
import type { BenchContext, Ratio } from './ratio.ts'

/** A million, of which each part takes several; fewer only to see that the bench runs. */
const MILLION = Number(process.env.UNDERSTUDY_BENCH_ROWS ?? 1_000_000)
const rowsOf = {
  copies: 5 * MILLION,
  text: 2 * MILLION,
  whole: 2 * MILLION,
  peaks: [1, 5, 10].map((times) => times * MILLION),
}
const prefix = 'understudy_bench_clone'

/**
 * Masked clones against the same rows through psql's pipes, and a whole clone against pg_dump's. A time counts only of a
 * clone whose rows were held against the source's.
 */
export async function cloneBench({ rounds, url, psql, scratch }: BenchContext): Promise<Ratio[]> {
  if (!psql) throw new Error('Clones are held against psql, which is not here.')
  try {
    const results: Ratio[] = []
    const memory = () => peaksOnDisk(scratch)
    for (const part of [
      memory,
      () => copies(url, rounds, scratch),
      () => asText(url, rounds, scratch),
      () => whole(rounds, scratch),
    ]) {
      const ratios = await part()
      // Many rows take long: what is known is told.
      for (const { what, ratio, detail } of ratios) console.error(`${ratio.toFixed(2)} ${what}: ${detail}`)
      results.push(...ratios)
    }
    return results
  } finally {
    await dropDatabases(url, prefix)
  }
}

/** Started with what earlier ones have compiled, as the command is. */
async function cloned(scratch: string, source: string, target: string, policy: MaskingPolicy): Promise<Measured> {
  const args = [source, target, JSON.stringify(policy), benchKey, join(scratch, 'compiled')]
  return await measure('understudy-clone.mjs', args)
}

/** What a clone leaves of the target before it. */
async function dropBackups(server: string): Promise<void> {
  await dropDatabases(server, `${prefix}_target_understudy`)
}

/** Seconds that psql takes to copy the customers into an empty database. */
async function piped(server: string, source: string, format: string, create = createCustomers): Promise<number> {
  const pipe = await emptyDatabase(server, `${prefix}_pipe`)
  await shell(`psql -q ${pipe} -c '${create.replaceAll('\n', ' ')}'`)
  return await shell(
    `psql -q ${source} -c 'copy customers to stdout ${format}' | psql -q ${pipe} -c 'copy customers from stdin ${format}'`,
  )
}

async function copies(server: string, rounds: number, scratch: string): Promise<Ratio[]> {
  const rows = rowsOf.copies
  const source = await makeSource(server, `${prefix}_source`, rows, false)
  const target = await emptyDatabase(server, `${prefix}_target`)
  const text: number[] = []
  const binary: number[] = []
  const clones: Record<number, number[]> = { 3: [], 6: [] }
  for (let round = 0; round < rounds; round++) {
    text.push(await piped(server, source, ''))
    binary.push(await piped(server, source, '(format binary)'))
    for (const masks of [3, 6]) {
      const clone = await cloned(scratch, source, target, maskedColumns(masks))
      if (clone.rows !== rows) throw new Error(`${clone.rows} rows were cloned`)
      await expectMasked(source, target, masks)
      await dropBackups(server)
      clones[masks]?.push(began(clone, 'finishing'))
    }
  }
  const line = (masks: 3 | 6, base: readonly number[], name: string, goal: number): Ratio => ({
    what: `clone ${rows / 1e6}M rows with ${masks} masks, process and plan included, against psql's ${name} pipe`,
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

/** A composite type has another number in every database, so that its table travels as text. */
const label = 'create type label as (word text)'

async function asText(server: string, rounds: number, scratch: string): Promise<Ratio[]> {
  const rows = rowsOf.text
  const source = await makeSource(server, `${prefix}_source`, rows, false)
  await shell(`psql -q ${source} -c '${label}' -c 'alter table customers add column mark label'`)
  const target = await emptyDatabase(server, `${prefix}_target`)
  const text: number[] = []
  const clones: number[] = []
  for (let round = 0; round < rounds; round++) {
    text.push(await piped(server, source, '', `${label}; ${createCustomers.replace(/\)$/, ', mark label)')}`))
    const clone = await cloned(scratch, source, target, maskedColumns(3, [], ['mark']))
    if (clone.rows !== rows) throw new Error(`${clone.rows} rows were cloned`)
    if (clone.said['transfer'] !== 'text') throw new Error('the rows did not travel as text')
    await expectMasked(source, target, 3)
    await dropBackups(server)
    clones.push(began(clone, 'finishing'))
  }
  return [
    {
      what: `clone ${rows / 1e6}M rows with 3 masks as text, process and plan included, against psql's text pipe`,
      ratio: median(text.map((wall, i) => wall / (clones[i] ?? Number.NaN))),
      goal: 0.9,
      detail: `${median(clones).toFixed(2)} s against ${median(text).toFixed(2)} s`,
    },
  ]
}

/** On the disk: ten million rows twice are more than there may be of memory. */
async function peaksOnDisk(scratch: string): Promise<Ratio[]> {
  const postgres = await startPostgres(undefined, { durable: true })
  try {
    return await peaks(postgres.url, scratch)
  } finally {
    await postgres.stop()
  }
}

/** Of the command, its verification included. */
async function peaks(server: string, scratch: string): Promise<Ratio[]> {
  const rules = join(scratch, 'rules.json')
  await writeFile(rules, JSON.stringify(maskedColumns(3)))
  const peak = async (rows: number): Promise<number> => {
    const source = await makeSource(server, `${prefix}_source`, rows, false)
    const target = await emptyDatabase(server, `${prefix}_target`)
    const ends = ['--source', source, '--target', target, '--confirm', `${prefix}_target`]
    const { peakMiB } = await measure(
      'understudy-cli.mjs',
      [rows, 'clone', ...ends, '--rules', rules, '--waive', 'source-can-write'],
      { HOME: scratch, UNDERSTUDY_KEY: benchKey },
    )
    await expectMasked(source, target, 3)
    await dropBackups(server)
    return peakMiB
  }
  const seen: number[] = []
  for (const rows of rowsOf.peaks) seen.push(await peak(rows))
  const [one = Number.NaN, five = Number.NaN, ten = Number.NaN] = seen
  const million = MILLION / 1e6
  return [
    {
      what: `peak memory of a masked clone of ${10 * million}M rows, in MiB`,
      ratio: ten,
      goal: 120,
      atMost: true,
      detail: `${ten} MiB, ${(ten / one).toFixed(2)}x of ${million}M`,
    },
    {
      what: `peak memory of cloning ${5 * million}M rows, against ${million}M`,
      ratio: five / one,
      goal: 1.1,
      atMost: true,
      detail: `${five} MiB against ${one} MiB`,
    },
  ]
}

/** pg_dump reads no server that is newer than itself: so both work on a server of its own major. */
async function whole(rounds: number, scratch: string): Promise<Ratio[]> {
  const bin = dumpFolder()
  if (bin === undefined) {
    console.error('There is no server of the major of pg_dump here: whole clones are not held against it.')
    return []
  }
  const postgres = await startPostgres(bin)
  try {
    const rows = rowsOf.whole
    const source = await makeSource(postgres.url, `${prefix}_whole`, rows, true)
    const target = await emptyDatabase(postgres.url, `${prefix}_target`)
    const dump = at(postgres.url, `${prefix}_dump`)
    const files = join(scratch, 'dump')
    const dumped: number[] = []
    const parallel: number[] = []
    const before: number[] = []
    const verified: number[] = []
    for (let round = 0; round < rounds; round++) {
      await emptyDatabase(postgres.url, `${prefix}_dump`)
      dumped.push(await shell(`pg_dump ${source} | psql -q ${dump}`))
      await emptyDatabase(postgres.url, `${prefix}_dump`)
      parallel.push(await shell(`pg_dump -Fd -Z0 -j2 -f ${files} ${source} && pg_restore -j2 -d ${dump} ${files}`))
      await rm(files, { recursive: true })
      const clone = await cloned(scratch, source, target, maskedColumns(3, orderColumns))
      if (clone.rows !== 2 * rows) throw new Error(`${clone.rows} rows were cloned`)
      await expectMasked(source, target, 3)
      await dropBackups(postgres.url)
      before.push(began(clone, 'verifying'))
      verified.push(began(clone, 'promoting') / began(clone, 'verifying'))
    }
    return [
      {
        what: 'masked clone with keys, indexes and a foreign key, before verification, against pg_dump into psql',
        ratio: median(dumped.map((wall, i) => wall / (before[i] ?? Number.NaN))),
        goal: 1.3,
        detail: `${median(before).toFixed(2)} s against ${median(dumped).toFixed(2)} s`,
      },
      {
        what: 'the same, against pg_dump -Fd -j2 and pg_restore -j2',
        ratio: median(parallel.map((wall, i) => wall / (before[i] ?? Number.NaN))),
        goal: 1.1,
        detail: `${median(before).toFixed(2)} s against ${median(parallel).toFixed(2)} s`,
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
