import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { testDatabase } from './database.ts'
import { isFull } from './full.ts'
import { ownEnvironment } from './runners/own-environment.ts'
import { serveBuilt } from './served.ts'

const folder = join(import.meta.dirname, '../examples/team')
const run = promisify(execFile)
const limit = 180_000

/** What the example ends each of its steps with. */
const steps = [
  /^the team checkout-\w+ is there, and Grace is invited$/,
  /^200 accounts are generated, as version 1$/,
  /^their quality is checked, and they have passed$/,
  /^tests in two workers have leased accounts, none twice, and gave all of them back$/,
  /^version 2 has 50 accounts more than version 1, and the same 200$/,
  /^accounts\.csv has all 250 of version 2, and a header$/,
  /^the key is rotated$/,
  /^the trail of the team is whole: \d+ entries$/,
  /^the accounts are erased; that they were there and who read them is still in the trail$/,
]

test.each(isFull ? ['sqlite', 'postgres'] : ['postgres'])(
  'the example of a team plays to its end on %s',
  { timeout: limit },
  async (engine) => {
    const store = engine === 'sqlite' ? {} : { UNDERSTUDY_SERVER_DATABASE_URL: await testDatabase('team_example') }
    const env = { ...ownEnvironment(), UNDERSTUDY_KEY: randomBytes(32).toString('base64'), ...store }
    const served = await serveBuilt({ env })
    try {
      const { stdout } = await run(process.execPath, ['play.ts', served.signIn ?? ''], {
        cwd: folder,
        env: ownEnvironment(),
      })
      const done = [...stdout.matchAll(/^✓ (.*)$/gm)].map(([, step = '']) => step)
      expect(done).toEqual(steps.map((step) => expect.stringMatching(step)))
      expect(stdout).toMatch(/Tests\s+12 passed/)
    } finally {
      await served.stop()
    }
  },
)
