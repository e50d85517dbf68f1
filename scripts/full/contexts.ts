/**
 * Kills runs at a hundred random points, in a database and in production, and sweeps up after each; then 8 workers with
 * 500 contexts each on one database. Exits with 0 when nothing leaked, nothing else was touched and nobody saw anybody.
 * A number after its name is the seed of the kill points.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
const seed = process.argv[2] ?? '1'

const runs = [
  ['kill.test.ts', { UNDERSTUDY_KILLS: '100', UNDERSTUDY_KILL_SEED: seed }],
  ['parallel.test.ts', { UNDERSTUDY_WORKERS: '8', UNDERSTUDY_CONTEXTS: '500' }],
] as const
for (const [file, counts] of runs) {
  const code = await run(file, counts)
  if (code !== 0) process.exit(1)
}

/** The tests of `npm test`, with the counts of the promise. */
function run(file: string, counts: Readonly<Record<string, string>>): Promise<number | null> {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const options = { cwd: join(root, 'test'), env: { ...process.env, ...counts }, stdio: 'inherit' } as const
  const child = spawn(process.execPath, [vitest, 'run', file], options)
  return new Promise((resolve) => child.on('close', resolve))
}
