/**
 * Makes ten million rows on three servers of one Postgres, of which one is killed, and kills servers in the middle of
 * refreshes, exports, and clones, also of one that several of them copy. Exits with 0 when nothing was lost and nothing was
 * done twice. Takes up where it was stopped. A number after its name is the seed.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { stateOfFiles } from './state-of-files.ts'

const root = join(import.meta.dirname, '..', '..')
const ledger = join(root, 'bench', 'results', 'full-operations.json')
const seed = process.argv[2] ?? '1'

/** The tests of `npm test` in packages/server, with the counts of the promise; and the example that plays a month. */
const month = 'examples/month/play.ts'
const proofs: readonly (readonly [file: string, counts: Readonly<Record<string, string>>])[] = [
  ['test/scale-out.test.ts', { UNDERSTUDY_SCALE_ROWS: '10000000' }],
  ['src/services/refresh/readers.test.ts', { UNDERSTUDY_REFRESHES: '200' }],
  ['test/refresh-crash.test.ts', { UNDERSTUDY_REFRESH_KILLS: '20' }],
  ['test/operations-crash.test.ts', { UNDERSTUDY_OPERATION_KILLS: '50' }],
  ['test/clone-parts.test.ts', { UNDERSTUDY_PART_ROWS: '1000000', UNDERSTUDY_PART_KILLS: '10' }],
  ['test/five-clones.test.ts', { UNDERSTUDY_CLONE_ROWS: '300000' }],
  ['src/scheduler/occurrences.test.ts', { UNDERSTUDY_ZONES: 'all' }],
  ['test/schedule-simulation.test.ts', { UNDERSTUDY_OCCURRENCES: '10000', UNDERSTUDY_SCHEDULE_SEED: seed }],
  [month, {}],
]

interface Ledger {
  /** What the files were when it began. */
  readonly state: string
  readonly seed: string
  readonly passed: string[]
}

const told = await begun()
for (const [file, counts] of proofs) {
  if (told.passed.includes(file)) {
    console.log(`${file} has passed already`)
    continue
  }
  const begin = performance.now()
  const code = await run(file, { ...counts, UNDERSTUDY_KILL_SEED: seed })
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${file} (${((performance.now() - begin) / 1000).toFixed(0)} s)`)
  if (code !== 0) process.exit(1)
  told.passed.push(file)
  await mkdir(dirname(ledger), { recursive: true })
  await writeFile(ledger, `${JSON.stringify(told, null, 2)}\n`)
}

function run(file: string, counts: Readonly<Record<string, string>>): Promise<number | null> {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const [cwd, args] = file === month ? [root, [month, seed]] : [join(root, 'packages', 'server'), [vitest, 'run', file]]
  const env = { ...process.env, ...counts }
  const child = spawn(process.execPath, args, { cwd, env, stdio: 'inherit' })
  return new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
}

async function begun(): Promise<Ledger> {
  const fresh: Ledger = { state: await stateOfFiles(root), seed, passed: [] }
  if (!existsSync(ledger)) return fresh
  const before: Ledger = JSON.parse(await readFile(ledger, 'utf8'))
  const isWhole = before.passed.length === proofs.length
  return before.state === fresh.state && before.seed === seed && !isWhole ? before : fresh
}
