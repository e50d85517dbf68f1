import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { testDatabase } from './database.ts'
import { isFull } from './full.ts'
import { ownEnvironment } from './runners/own-environment.ts'

const folder = join(import.meta.dirname, '../examples/database-suite')
const run = promisify(execFile)

test.each(isFull ? ['sqlite', 'postgres'] : ['postgres'])(
  'the example of a suite passes in all four categories on %s',
  { timeout: 120_000 },
  async (engine) => {
    const own = engine === 'sqlite' ? {} : { UNDERSTUDY_DATABASE_URL: await testDatabase('suite_example') }
    const { stdout } = await run(process.execPath, ['run.ts'], { cwd: folder, env: { ...ownEnvironment(), ...own } })
    for (const passed of [
      /^passed {2}allocations: concurrent updates /m,
      /^passed {2}payments: check payments_amount_check /m,
      /^passed {2}isolation: serializable: G2-item /m,
      /^passed {2}performance: what is left to sell /m,
      /^passed {2}migration: 2_payments /m,
      /^\d+ tests, \d+ passed, 0 failed, [\d.]+ m?s$/m,
    ]) {
      expect(stdout).toMatch(passed)
    }
    const [, once, of] = /paid once in (\d+) of (\d+) orders/.exec(stdout) ?? []
    expect([once, Number(once) > 0]).toEqual([of, true])
    if (engine === 'postgres') expect(Number(of)).toBeGreaterThan(1)
  },
)
