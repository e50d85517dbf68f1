/**
 * Kills servers at a hundred random points under load, on both engines, and looks after each whether everything that was
 * acknowledged is there; the same with workers in the middle of jobs. Then lets every kind of caller ask every endpoint,
 * sends 5,000 requests of every kind, and tests what stands above the store, on each engine. Exits with 0 when nothing was
 * lost, nothing was published by half, nobody got what is not theirs, and every answer was one that the document describes.
 * A number after its name is the seed.
 */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
const seed = process.argv[2] ?? '1'

const runs = [
  ['test/server-crash.test.ts', { UNDERSTUDY_SERVER_KILLS: '100', UNDERSTUDY_KILL_SEED: seed }],
  ['test/job-crash.test.ts', { UNDERSTUDY_JOB_KILLS: '100', UNDERSTUDY_KILL_SEED: seed }],
  ['test/permission-matrix.test.ts', { UNDERSTUDY_PERMISSIONS: 'all' }],
  ['test/canary/two-teams.test.ts', { UNDERSTUDY_PERMISSIONS: 'all', UNDERSTUDY_ENGINES: 'all' }],
  ['test/api-fuzz.test.ts', { UNDERSTUDY_FUZZ_REQUESTS: '5000', UNDERSTUDY_FUZZ_SEED: seed }],
  [aboveTheStore(), { UNDERSTUDY_ENGINES: 'all' }],
] as const
for (const [files, counts] of runs) {
  const code = await run([files].flat(), counts)
  if (code !== 0) process.exit(1)
}

/** Of what is tested on the embedded store alone in `npm test`: who names test/above.ts. */
function aboveTheStore(): string[] {
  const src = join(root, 'packages', 'server', 'src')
  const tests = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts'))
  const found = tests.filter((name) => readFileSync(join(src, name), 'utf8').includes("test/above.ts'"))
  if (found.length === 0) throw new Error('no test says that it is above the store')
  return found.map((name) => `src/${name}`)
}

/** The tests of `npm test`, with the counts of the promise. */
function run(files: readonly string[], counts: Readonly<Record<string, string>>): Promise<number | null> {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const cwd = join(root, 'packages', 'server')
  const child = spawn(process.execPath, [vitest, 'run', ...files], {
    cwd,
    env: { ...process.env, ...counts },
    stdio: 'inherit',
  })
  return new Promise((resolve) => child.on('close', resolve))
}
