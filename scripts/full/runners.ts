/**
 * Every runner's adapter and its example on both engines, and the examples of a team and of a suite: `npm test` has each
 * of these promises on one of them. Exits with 0 when all of them pass.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
const child = spawn(
  process.execPath,
  [vitest, 'run', 'runners/', 'team-example.test.ts', 'database-suite-example.test.ts'],
  {
    cwd: join(root, 'test'),
    env: { ...process.env, UNDERSTUDY_ENGINES: 'all' },
    stdio: 'inherit',
  },
)
child.on('close', (code) => process.exit(code ?? 1))
