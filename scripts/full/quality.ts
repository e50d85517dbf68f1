/**
 * Puts rules to the test with the counts of their promise: every derived and written rule against ten seeded corruptions,
 * the four promises of suggested rules on a thousand schemas and tables, and the search for conflicts on three thousand
 * sets of rules beside one that tries every row. Exits with 0 when all of it holds.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

const runs: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
  ['packages/sdk', 'src/quality/mutations/mutations.test.ts', { UNDERSTUDY_MUTATIONS: '10' }],
  ['packages/sdk', 'src/quality/derive/promises.test.ts', { UNDERSTUDY_DERIVED_RULES: '1000' }],
  ['packages/sdk', 'src/quality/conflicts/find-conflicts.test.ts', { UNDERSTUDY_CONFLICT_SETS: '3000' }],
]
for (const [place, file, counts] of runs) {
  const code = await run(join(root, place), file, counts)
  if (code !== 0) process.exit(1)
}

/** The tests of `npm test`, with the counts of the promise. */
function run(cwd: string, file: string, counts: Readonly<Record<string, string>>): Promise<number | null> {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const child = spawn(process.execPath, [vitest, 'run', file], {
    cwd,
    env: { ...process.env, ...counts },
    stdio: 'inherit',
  })
  return new Promise((resolve) => child.on('close', resolve))
}
