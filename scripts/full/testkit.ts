/**
 * Puts the test kit to the test with the counts of its promise: each history a hundred times at each level, on the Postgres
 * of the tests, on those of the system, and on both journals of SQLite; every constraint of the real databases of
 * ../shared/data and of a hundred random schemas; every error on all engines and majors; the indexes that are not what they
 * seem, and recall on real vectors. TEST_DATABASE_URL names another server. Exits with 0 when all of it holds.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { serversWithDump } from '../../test/schema/servers-with-dump.ts'

const root = join(import.meta.dirname, '..', '..')
const data = join(root, '..', 'shared', 'data')

for (const part of ['databases', 'vectors']) {
  if (existsSync(join(data, part))) continue
  console.log(`../shared/data/${part} is absent: there is nothing real to test with.`)
  process.exit(1)
}

const histories = ['src/testkit/transactions/test-isolation.test.ts']
const errors = ['src/testkit/errors']
const rest = [
  'src/testkit/constraints/random-schemas.test.ts',
  'src/testkit/constraints/known-databases.test.ts',
  'src/testkit/crud/known-databases.test.ts',
  'src/testkit/vectors/vector-database-tester.test.ts',
]

await run([...histories, ...errors, ...rest], {})
if (process.env.TEST_DATABASE_URL === undefined) {
  for (const bin of await serversWithDump()) await run([...histories, ...errors], { TEST_POSTGRES_BIN: bin })
}

/** The tests of `npm test`, with the counts of the promise. */
async function run(files: readonly string[], server: Readonly<Record<string, string>>): Promise<void> {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const counts = {
    UNDERSTUDY_ISOLATION_RUNS: '100',
    UNDERSTUDY_RANDOM_SCHEMAS: '100',
  }
  const child = spawn(process.execPath, [vitest, 'run', ...files], {
    cwd: join(root, 'packages', 'sdk'),
    env: { ...process.env, ...counts, ...server },
    stdio: 'inherit',
  })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  if (code !== 0) process.exit(1)
}
