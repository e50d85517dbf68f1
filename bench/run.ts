import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startPostgres } from '../test/postgres.ts'
import { cloneBench } from './clone.ts'
import { cloneSqliteBench } from './clone-sqlite.ts'
import { contextsBench } from './contexts.ts'
import { dashboardBench } from './dashboard.ts'
import { factoriesBench } from './factories.ts'
import { generationBench } from './generation.ts'
import { loadBench } from './load.ts'
import { masksBench } from './masks.ts'
import { memoryBench } from './memory.ts'
import { qualityBench } from './quality.ts'
import type { BenchContext, Ratio } from './ratio.ts'
import { scaleOutBench } from './scale-out.ts'
import { schemaBench } from './schema.ts'
import { serverBench } from './server.ts'
import { sqliteBench } from './sqlite.ts'
import { synthesisBench } from './synthesis.ts'
import { testkitBench } from './testkit.ts'

const benches: Readonly<Record<string, (context: BenchContext) => Promise<Ratio[]>>> = {
  generation: generationBench,
  load: loadBench,
  memory: memoryBench,
  schema: schemaBench,
  sqlite: sqliteBench,
  factories: factoriesBench,
  contexts: contextsBench,
  masks: masksBench,
  clone: cloneBench,
  'clone-sqlite': cloneSqliteBench,
  quality: qualityBench,
  synthesis: synthesisBench,
  server: serverBench,
  'scale-out': scaleOutBench,
  testkit: testkitBench,
  dashboard: dashboardBench,
}

const { positionals: names, values } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' }, help: { type: 'boolean', default: false } },
})
const there = `There are: ${Object.keys(benches).join(', ')}.`
if (values.help) {
  console.log(`npm run bench -- [NAME …] [--rounds=N]    all of them, five rounds each, when not said. ${there}`)
  process.exit(0)
}
const rounds = Number(values.rounds)
const unknown = names.filter((name) => !(name in benches))
if (unknown.length > 0 || !(Number.isInteger(rounds) && rounds > 0)) {
  console.error(unknown.length > 0 ? `No bench ${unknown.join(', ')}. ${there}` : '--rounds takes a number from 1 on')
  process.exit(2)
}
const psql = spawnSync('psql', ['--version']).status === 0
if (!psql) console.error('There is no psql here: loading is not held against its COPY of a file.')
const scratch = await mkdtemp(join(tmpdir(), 'understudy-bench-'))
const postgres = await startPostgres()
try {
  const results: Ratio[] = []
  for (const name of names.length > 0 ? names : Object.keys(benches)) {
    console.error(`${name} …`)
    results.push(...(await benches[name]!({ rounds, scratch, url: postgres.url, psql })))
  }
  const table = markdown(results)
  console.log(table)
  const folder = new URL('./results/', import.meta.url)
  await mkdir(folder, { recursive: true })
  const name = names.length > 0 ? names.join('-') : 'all'
  await writeFile(new URL(`${name}.md`, folder), `${heading()}\n\n${table}\n`)
  await writeFile(new URL(`${name}.json`, folder), `${JSON.stringify(results, null, 2)}\n`)
} finally {
  await postgres.stop()
  await rm(scratch, { recursive: true, force: true })
}

function heading(): string {
  const [cpu] = cpus()
  return `${new Date().toISOString().slice(0, 10)} · Node ${process.version} · ${cpus().length} × ${cpu?.model.trim() ?? 'unknown'} · median of ${rounds} rounds`
}

function markdown(results: readonly Ratio[]): string {
  const lines = results.map(({ what, ratio, goal, atMost, detail }) => {
    const met = atMost ? ratio <= goal : ratio >= goal
    return `| ${what} | ${ratio.toFixed(2)}x | ${atMost ? '≤' : '≥'} ${goal}x | ${met ? 'yes' : 'NO'} | ${detail} |`
  })
  return ['| what | ratio | goal | met | figures |', '|---|---|---|---|---|', ...lines].join('\n')
}
