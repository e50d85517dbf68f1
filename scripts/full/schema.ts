/**
 * All pairs of ../shared/data/schema-pairs, both ways, on the Postgres of the tests, there by online ways too, and on those
 * of the system, whose pg_dump has a say as well; then a thousand random pairs, and a thousand of SQLite. What became of
 * each is in bench/results/schema-pairs.json and .md. It goes on where it was stopped as long as no file has changed. Words after its name are parts of names of pairs:
 * then only those run, and nothing is written.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startPostgres } from '../../test/postgres.ts'
import { provePair } from '../../test/schema/pair.ts'
import { PairServer } from '../../test/schema/pair-server.ts'
import { allPairs, pairsWithoutDifference } from '../../test/schema/pairs.ts'
import { type PairRun, pairsReport } from '../../test/schema/pairs-report.ts'
import type { Plan } from '../../test/schema/prove-migration.ts'
import { serversWithDump } from '../../test/schema/servers-with-dump.ts'
import { onlinePlan, usualPlan } from '../../test/schema/usual-plan.ts'
import { stateOfFiles } from './state-of-files.ts'

const root = join(import.meta.dirname, '..', '..')
const results = join(root, 'bench', 'results')
const ledger = join(results, 'schema-pairs.json')
const randomChunks = 10
const randomRuns = 100
const sqliteRuns = 1000

interface Ledger {
  /** What the files were when it began. */
  readonly state: string
  readonly servers: Record<string, PairRun[]>
  /** Seeds of random pairs that all went well. */
  readonly random: number[]
  /** Whether those of SQLite did. */
  sqlite: boolean
}

const words = process.argv.slice(2)
const pairs = allPairs().filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))
if (pairs.length === 0) {
  console.log('There are no such pairs, or ../shared/data is absent.')
  process.exit(1)
}
await mkdir(results, { recursive: true })
const state = await stateOfFiles(root)
const told = await begun()
const equal = pairsWithoutDifference()
let failures = 0

await onServer('embedded', usualPlan)
await onServer('embedded, online', onlinePlan)
for (const bin of await serversWithDump()) await onServer('system', usualPlan, bin)
if (words.length === 0) {
  for (let seed = 1; seed <= randomChunks; seed++) await randomPairs(seed)
  await sqlitePairs()
}

for (const [name, runs] of Object.entries(told.servers)) console.log(`\n${pairsReport(name, runs)}`)
process.exitCode = failures > 0 ? 1 : 0

async function onServer(kind: string, plan: Plan, bin?: string): Promise<void> {
  const postgres = await startPostgres(bin)
  try {
    await using server = await PairServer.open(postgres.url)
    const name = `Postgres ${server.major}, ${kind}${server.pgDump === undefined ? '' : ', with pg_dump'}`
    told.servers[name] ??= []
    const runs = told.servers[name]
    const done = new Set(runs.map(({ pair }) => pair))
    for (const pair of pairs) {
      if (done.has(pair.name)) continue
      const outcomes = await provePair(server, pair, plan)
      for (const [i, outcome] of outcomes.entries()) {
        const isWrong = outcome.result === 'converged' && equal.has(pair.name) && outcome.up + outcome.down > 0
        runs.push({
          pair: pair.name,
          direction: i === 0 ? 'a to b' : 'b to a',
          outcome: isWrong
            ? { result: 'failed', at: 'plan', why: 'The schemas are equal, and the plan is not empty.' }
            : outcome,
        })
      }
      await keep()
      const said = outcomes.map(({ result }) => result).join(', ')
      console.log(`${name}: ${pair.name}: ${said}`)
      if (words.length > 0) for (const outcome of outcomes) console.log(outcome)
    }
    failures += runs.filter(({ outcome }) => outcome.result === 'failed').length
  } finally {
    await postgres.stop()
  }
}

async function randomPairs(seed: number): Promise<void> {
  if (told.random.includes(seed)) return
  const counts = { UNDERSTUDY_ROUND_TRIPS: String(randomRuns), UNDERSTUDY_ROUND_TRIP_SEED: String(seed) }
  if (await passes('src/catalog/migration/round-trip.test.ts', counts)) told.random.push(seed)
  else failures++
  await keep()
}

async function sqlitePairs(): Promise<void> {
  if (told.sqlite) return
  const counts = { UNDERSTUDY_SQLITE_ROUND_TRIPS: String(sqliteRuns) }
  told.sqlite = await passes('src/catalog/migration/sqlite/round-trip.test.ts', counts)
  if (!told.sqlite) failures++
  await keep()
}

/** Runs a test of `npm test` with the counts of the promise. */
async function passes(file: string, counts: Readonly<Record<string, string>>): Promise<boolean> {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const child = spawn(process.execPath, [vitest, 'run', file], {
    cwd: join(root, 'packages', 'sdk'),
    env: { ...process.env, ...counts },
    stdio: 'inherit',
  })
  return (await new Promise((resolve) => child.on('close', resolve))) === 0
}

async function begun(): Promise<Ledger> {
  const fresh: Ledger = { state, servers: {}, random: [], sqlite: false }
  if (words.length > 0 || !existsSync(ledger)) return fresh
  const before: Ledger = JSON.parse(await readFile(ledger, 'utf8'))
  return before.state === state ? before : fresh
}

async function keep(): Promise<void> {
  if (words.length > 0) return
  const random = [
    `Random pairs that came and went: ${told.random.length * randomRuns} of ${randomChunks * randomRuns}.`,
    `Those of SQLite, of which each run is all or nothing: ${told.sqlite ? sqliteRuns : 0} of ${sqliteRuns}.`,
  ].join('\n')
  const reports = Object.entries(told.servers).map(([name, runs]) => pairsReport(name, runs))
  await writeFile(ledger, `${JSON.stringify(told, null, 1)}\n`)
  await writeFile(join(results, 'schema-pairs.md'), `# Pairs of schemas\n\n${reports.join('\n')}\n${random}\n`)
}
