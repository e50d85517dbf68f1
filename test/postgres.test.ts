import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { expect, test, vi } from 'vitest'

const program = `
  const { startPostgres } = await import(${JSON.stringify(join(import.meta.dirname, 'postgres.ts'))})
  process.stdout.write((await startPostgres()).url)
  setInterval(() => {}, 1000)
`

test
  .skipIf(process.env.TEST_DATABASE_URL || process.platform === 'win32')
  .each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
  'a launcher that ends by %s leaves neither server nor folder',
  async (signal) => {
    const launcher = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [url] = await once(launcher.stdout, 'data')
    const client = new pg.Client({ connectionString: String(url) })
    client.on('error', () => {})
    await client.connect()
    const { rows } = await client.query("select current_setting('data_directory') as data")
    const folder = dirname(rows[0].data)
    expect(existsSync(folder)).toBe(true)

    launcher.kill(signal)
    await vi.waitFor(() => expect(existsSync(folder)).toBe(false), { timeout: 20_000 })
    await client.end()
    await expect(new pg.Client({ connectionString: String(url) }).connect()).rejects.toThrow('ECONNREFUSED')
  },
  30_000,
)
