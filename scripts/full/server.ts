/**
 * Kills servers at a hundred random points under load, on both engines, and looks after each whether everything that was
 * acknowledged is there; the same with workers in the middle of jobs. Then fifty takers take a hundred leases each of one
 * dataset, on both engines. Then lets every kind of caller ask every endpoint, sends 5,000 requests of every kind, on each
 * engine. Exits with 0 when nothing was lost, nothing was published by half, no row was held twice, nobody got what is not
 * theirs, and every answer was one that the document describes. A number after its name is the seed.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
const seed = process.argv[2] ?? '1'

const runs = [
  ['test/server-crash.test.ts', { UNDERSTUDY_SERVER_KILLS: '100', UNDERSTUDY_KILL_SEED: seed }],
  ['test/job-crash.test.ts', { UNDERSTUDY_JOB_KILLS: '100', UNDERSTUDY_KILL_SEED: seed }],
  ['src/services/leases/leases.test.ts', { UNDERSTUDY_LEASES: '100' }],
  ['test/permission-matrix.test.ts', {}],
  ['test/canary/two-teams.test.ts', {}],
  ['test/api-fuzz.test.ts', { UNDERSTUDY_FUZZ_REQUESTS: '5000', UNDERSTUDY_FUZZ_SEED: seed }],
] as const
for (const [file, counts] of runs) {
  const code = await run(file, counts)
  if (code !== 0) process.exit(1)
}

/** The tests of `npm test`, with the counts of the promise. */
function run(file: string, counts: Readonly<Record<string, string>>): Promise<number | null> {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const cwd = join(root, 'packages', 'server')
  const child = spawn(process.execPath, [vitest, 'run', file], {
    cwd,
    env: { ...process.env, ...counts },
    stdio: 'inherit',
  })
  return new Promise((resolve) => child.on('close', resolve))
}
