/**
 * Fills the real databases of ../shared/data by the built command, 1000 rows a table, twice into fresh copies, and looks
 * at every constraint by SQL of its own. Then so many random schemas, 20,000 rows of each kind that may be unique, and how
 * each of the real databases is loaded and read. Exits with 0 when nothing is violated and both copies are alike.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

if (!existsSync(join(root, '..', 'shared', 'data', 'databases'))) {
  console.log('../shared/data is absent: there is nothing real to fill.')
  process.exit(1)
}

const runs = [
  ['cli', 'test/generate-into.test.ts'],
  ['sdk', 'src/fill/any-schema.test.ts'],
  ['sdk', 'src/values/registry.test.ts'],
  ['sdk', 'src/catalog/known-databases.test.ts'],
  ['sdk', 'src/database/sql-file/load.test.ts'],
] as const
for (const [name, file] of runs) {
  const code = await run(join(root, 'packages', name), file)
  if (code !== 0) process.exit(1)
}

/** The tests of `npm test`, with the counts of the promise. */
function run(cwd: string, file: string): Promise<number | null> {
  const env = {
    ...process.env,
    UNDERSTUDY_FILL_ROWS: '1000',
    UNDERSTUDY_RANDOM_SCHEMAS: '100',
    UNDERSTUDY_UNIQUE_ROWS: '20000',
  }
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const child = spawn(process.execPath, [vitest, 'run', file], { cwd, env, stdio: 'inherit' })
  return new Promise((resolve) => child.on('close', resolve))
}
