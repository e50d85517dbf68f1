import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { connect, type Database } from '@understudy/sdk'
import { removeProductionData } from '@understudy/sdk/production'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { createTables } from '../src/tables.ts'
import { BookingTestData, bookingManager } from '../src/test-data/booking-test-data.ts'
import { secret } from './served.ts'

/** The application itself is killed in the middle of what a test asks of it. */

const kills = Number(process.env.UNDERSTUDY_KILLS ?? 3)
const folder = await mkdtemp(join(tmpdir(), 'understudy-booking-kill-'))
const children = new Set<ChildProcess>()
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

const engines: [string, () => Promise<string>][] = [
  ['SQLite', async () => `sqlite:${join(folder, 'app.db')}`],
  ['Postgres', () => testDatabase('booking_kill')],
]

test.each(engines)(
  'a server on %s that is killed anywhere in a scenario leaves nothing behind a cleanup by test id alone',
  { timeout: 60_000 + kills * 20_000 },
  async (_engine, url) => {
    const address = await url()
    await using db = await connect(address)
    await createTables(db)
    await db.query(`insert into builders values ('real', 'Ada Real', 'ada@example.org', '[]', 100, 1, 0)`)
    const before = await rowsOf(db)
    const usual = await timeOfScenario(address)
    let half = 0
    for (let kill = 0; kill < kills; kill++) {
      const first = await serve(address)
      const { manager, testData } = clientOf(first.baseUrl)
      await manager.initialize()
      const asked = testData.createBookingScenario().then(
        () => 'created',
        () => 'lost',
      )
      await new Promise((resolve) => setTimeout(resolve, (kill / kills) * usual))
      // However long a busy machine takes, the last one is killed when something stands already.
      if (kill === kills - 1) while ((await rowsOf(db)) === before) await new Promise(setImmediate)
      first.child.kill('SIGKILL')
      await Promise.all([once(first.child, 'exit'), asked])
      if ((await rowsOf(db)) !== before) half++

      const second = await serve(address)
      const resource = { baseUrl: second.baseUrl, basePath: '/api/test/', testId: manager.getTestId() }
      let left: readonly string[] = ['not asked yet']
      for (let attempt = 0; attempt < 3 && left.length > 0; attempt++) {
        left = (await removeProductionData(resource, { secret })).left
      }
      expect(left).toEqual([])
      expect(await rowsOf(db)).toBe(before)
      second.child.kill('SIGKILL')
      await once(second.child, 'exit')
    }
    // Otherwise nothing was proven.
    expect(half).toBeGreaterThan(0)
  },
)

async function timeOfScenario(url: string): Promise<number> {
  const { child, baseUrl } = await serve(url)
  const { manager, testData } = clientOf(baseUrl)
  await manager.initialize()
  const start = performance.now()
  await testData.createBookingScenario()
  const time = performance.now() - start
  expect((await manager.cleanup()).complete).toBe(true)
  child.kill('SIGKILL')
  await once(child, 'exit')
  return time
}

async function serve(url: string): Promise<{ child: ChildProcess; baseUrl: string }> {
  const script = join(import.meta.dirname, 'killed-server.ts')
  const child = spawn(process.execPath, [script, url, secret.id, secret.key], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.add(child)
  child.once('exit', () => children.delete(child))
  const [port] = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(() => Promise.reject(new Error('the server ended before it served'))),
  ])
  return { child, baseUrl: `http://127.0.0.1:${port}` }
}

function clientOf(baseUrl: string) {
  const manager = bookingManager(baseUrl, { secret, retries: 0, ledger: { folder: join(folder, 'ledger') } })
  return { manager, testData: new BookingTestData(manager, manager.getTestId()) }
}

async function rowsOf(db: Database): Promise<string> {
  const tables = ['builders', 'session_types', 'clients', 'bookings', 'logins']
  const rows = await Promise.all(tables.map((table) => db.query(`select * from ${table} order by id`)))
  return JSON.stringify(rows)
}
