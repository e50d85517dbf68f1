import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { measure, median } from './measure.ts'
import type { BenchContext, Ratio } from './ratio.ts'

const tables = ['diamonds', 'titanic', 'taxis'] as const

/**
 * Patterns are learned of one half of a real table, and what they make is held against that half, as its other half is.
 * The tables are no part of the project: without ../shared/data there is nothing to measure.
 */
export async function synthesisBench({ rounds, scratch }: BenchContext): Promise<Ratio[]> {
  const folder = fileURLToPath(new URL('../../shared/data/tables/', import.meta.url))
  if (!existsSync(folder)) {
    console.error(`The tables are not at ${folder}: synthesis is not measured.`)
    return []
  }
  const results: Ratio[] = []
  for (const table of tables) {
    const lines = (await readFile(join(folder, `${table}.csv`), 'utf8')).trimEnd().split('\n')
    const [half, other] = await writeHalves(lines, join(scratch, table))
    const made = join(scratch, `${table}-made.csv`)
    await measure('understudy-synthesis', [half, (lines.length - 1) >> 1, made])
    results.push(...(await likeness(table, half, other, made)))
    if (table === 'diamonds') {
      results.push(...(await speed(join(folder, 'diamonds.csv'), rounds)))
      results.push(await plantedRows(half, join(scratch, 'many'), lines))
    }
  }
  return results
}

async function likeness(table: string, half: string, other: string, made: string): Promise<Ratio[]> {
  const real = (await measure('understudy-fidelity', [half, other])).said
  const synthetic = (await measure('understudy-fidelity', [half, made])).said
  const figure = (said: Record<string, unknown>, name: string) => Number(said[name])
  const overall = [figure(synthetic, 'overall'), figure(real, 'overall')] as const
  return [
    {
      what: `${table}: overall by SDMetrics’ formulas, of what the other real half gets`,
      ratio: overall[0] / overall[1],
      goal: 0.97,
      detail: `${overall[0].toFixed(4)}; the other half ${overall[1].toFixed(4)}`,
    },
    {
      what: `${table}: calibrated, 0 is a shuffle and 1 the other half`,
      ratio: figure(synthetic, 'calibrated'),
      goal: 0.9,
      detail: `the other half ${figure(real, 'calibrated').toFixed(3)}`,
    },
    {
      what: `${table}: classifier AUC`,
      ratio: figure(synthetic, 'auc'),
      goal: 0.65,
      atMost: true,
      detail: `the other half ${figure(real, 'auc').toFixed(3)}; leak alarms ${figure(synthetic, 'alarms')}`,
    },
  ]
}

async function speed(file: string, rounds: number): Promise<Ratio[]> {
  const runs: Record<string, unknown>[] = []
  for (let round = 0; round < rounds; round++)
    runs.push((await measure('understudy-synthesis', [file, 1_000_000])).said)
  const learn = median(runs.map((said) => Number(said.learnSeconds)))
  const draw = median(runs.map((said) => Number(said.rowsPerSecond)))
  const [one, five] = [
    await measure('understudy-synthesis', [file, 1_000_000]),
    await measure('understudy-synthesis', [file, 5_000_000]),
  ]
  return [
    {
      what: 'learning on 54,000 rows of 10 columns, of 10 s',
      ratio: learn / 10,
      goal: 1,
      atMost: true,
      detail: `${learn.toFixed(2)} s`,
    },
    {
      what: 'drawing rows of 10 columns, of 200,000 a second',
      ratio: draw / 200_000,
      goal: 1,
      detail: `${Math.round(draw).toLocaleString('en')} rows/s`,
    },
    {
      what: 'peak memory of drawing 5M rows, against 1M',
      ratio: five.peakMiB / one.peakMiB,
      goal: 1.1,
      atMost: true,
      detail: `${five.peakMiB} MiB against ${one.peakMiB} MiB`,
    },
  ]
}

/** 100,000 synthetic rows with one in a hundred training rows among them: from reading the files to the alarm. */
async function plantedRows(half: string, place: string, lines: readonly string[]): Promise<Ratio> {
  const made = `${place}.csv`
  await measure('understudy-synthesis', [half, 100_000, made])
  const training = (await readFile(half, 'utf8')).trimEnd().split('\n').slice(1)
  const planted = training.filter((_, row) => row % 100 === 0)
  const kept = (await readFile(made, 'utf8'))
    .trimEnd()
    .split('\n')
    .slice(0, 100_001 - planted.length)
  await writeFile(made, `${[lines[0], ...kept.slice(1), ...planted].join('\n')}\n`)
  const { said, wall } = await measure('understudy-fidelity', [half, made])
  if (said.alarms === 0) throw new Error('planted rows raised no alarm')
  return {
    what: 'planted training rows among 100,000 synthetic ones: the whole report with its alarm, of 60 s',
    ratio: wall / 60,
    goal: 1,
    atMost: true,
    detail: `${wall.toFixed(1)} s; ${planted.length} planted, ${said.named} named`,
  }
}

/** The rows in an order that is random and always the same, in two files. */
async function writeHalves(lines: readonly string[], place: string): Promise<[string, string]> {
  const [head = '', ...rows] = lines
  let state = 1
  for (let i = rows.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    const j = Math.floor((state / 2 ** 32) * (i + 1))
    const row = rows[i]!
    rows[i] = rows[j]!
    rows[j] = row
  }
  const middle = rows.length >> 1
  const files: [string, string] = [`${place}-half.csv`, `${place}-other.csv`]
  for (const [at, part] of [rows.slice(0, middle), rows.slice(middle, 2 * middle)].entries())
    await writeFile(files[at]!, `${[head, ...part].join('\n')}\n`)
  return files
}
