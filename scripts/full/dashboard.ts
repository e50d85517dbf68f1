/**
 * Every test of a screen, with the store of its server in Postgres, every state looked at, in both themes and three widths:
 * `npm test` has the main job of each screen on SQLite and one look at it in light, one way through on Postgres, and all
 * parts in both themes. Exits with 0 when all of them pass.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
const child = spawn(process.execPath, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run'], {
  cwd: join(root, 'test', 'dashboard'),
  env: { ...process.env, UNDERSTUDY_SCREENS_STORE: 'postgres' },
  stdio: 'inherit',
})
child.on('close', (code) => process.exit(code ?? 1))
