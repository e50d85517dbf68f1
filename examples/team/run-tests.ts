import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Vitest over the tests of this folder, two workers at once. Where the data is, they learn from the environment, as in CI. */
export async function runTests(server: {
  readonly url: string
  readonly team: string
  readonly key: string
}): Promise<void> {
  const inUse = await mkdtemp(join(tmpdir(), 'accounts-in-use-'))
  const vitest = join(import.meta.dirname, 'node_modules/vitest/vitest.mjs')
  const env = {
    ...process.env,
    UNDERSTUDY_SERVER_URL: server.url,
    UNDERSTUDY_SERVER_TEAM: server.team,
    UNDERSTUDY_API_KEY: server.key,
    ACCOUNTS_IN_USE: inUse,
  }
  const arguments_ = [vitest, 'run', '--config', 'tests/config.ts']
  const child = spawn(process.execPath, arguments_, { cwd: import.meta.dirname, env, stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  await rm(inUse, { recursive: true })
  if (code !== 0) throw new Error(`the tests ended with ${code}`)
}
