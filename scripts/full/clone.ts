/**
 * Kills clones, promotions and rollbacks at twenty random points each, clones the real databases of ../shared/data and one
 * of 520 tables, masks ten million values of each of five kinds, and clones five gigabytes. Exits with 0 when every target
 * was the old one or the new one, nothing personal came through, and each of the others holds. A number after its name is
 * the seed of the kill points.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
const seed = process.argv[2] ?? '1'

const runs: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
  ['packages/sdk', 'src/clone/crash.test.ts', { UNDERSTUDY_CLONE_KILLS: '20', UNDERSTUDY_KILL_SEED: seed }],
  ['packages/sdk', 'src/clone/subset/plan-subset.test.ts', { UNDERSTUDY_SUBSET_GRAPHS: '500' }],
  ['packages/sdk', 'src/clone/known-databases.test.ts', { UNDERSTUDY_KNOWN_DATABASES: 'all' }],
]
for (const [place, file, counts] of runs) {
  const code = await run(join(root, place), file, counts)
  if (code !== 0) process.exit(1)
}

for (const script of ['many-tables', 'ten-million-masks', 'large-clone']) {
  const code = await ended(
    spawn(process.execPath, [join(import.meta.dirname, 'clone', `${script}.ts`)], { stdio: 'inherit' }),
  )
  if (code !== 0) process.exit(1)
}

/** The tests of `npm test`, with the counts of the promise. */
function run(cwd: string, file: string, counts: Readonly<Record<string, string>>): Promise<number | null> {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const options = { cwd, env: { ...process.env, ...counts }, stdio: 'inherit' } as const
  return ended(spawn(process.execPath, [vitest, 'run', file], options))
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.on('close', resolve))
}
