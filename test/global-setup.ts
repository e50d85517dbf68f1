import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startPostgres } from './postgres.ts'

export interface TestServer {
  readonly url: string
  /** Part of the name of every database of this run. */
  readonly runId: string
}

declare module 'vitest' {
  interface ProvidedContext {
    testServer: TestServer
  }
}

interface Running {
  users: number
  readonly started: Promise<TestServer & { stop(): Promise<void> }>
}

/** Every project loads this module anew; the process holds the one server. */
const key = Symbol.for('understudy.test-server')
const held = processWide()

/** globalThis is the one object that all copies of this module have in common; its type can't know the symbol. */
function processWide(): { [key]?: Running | undefined } {
  return globalThis as { [key]?: Running | undefined }
}

/** For vitest's `globalSetup`, of the root config or of each project: one Postgres per run, ended after the last user. */
export default async function setup(project: Pick<TestProject, 'provide'>): Promise<() => Promise<void>> {
  // Hundreds of processes of a run load the same: what one has compiled the others read.
  process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '../node_modules/.cache/understudy-tests')
  held[key] ??= { users: 0, started: start() }
  const running = held[key]
  running.users++
  const { url, runId, stop } = await running.started
  project.provide('testServer', { url, runId })
  return async () => {
    if (--running.users > 0) return
    held[key] = undefined
    await stop()
  }
}

async function start() {
  const runId = randomBytes(4).toString('hex')
  const temporary = await temporaryFolder()
  const { url, stop } = await startPostgres()
  const clean = async () => {
    if (process.env.TEST_DATABASE_URL) await dropAll(url, runId)
    await stop()
    await temporary.remove()
  }
  return { url, runId, stop: clean }
}

/** Of all processes of the run: what tests and those that they kill leave there goes with it. */
async function temporaryFolder() {
  const outside = process.env.TMPDIR
  const folder = await mkdtemp(join(tmpdir(), 'understudy-tests-'))
  // A Postgres of another user may have its data there.
  await chmod(folder, 0o711)
  process.env.TMPDIR = folder
  return {
    async remove() {
      if (outside === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = outside
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** On a server that stays, the run takes its databases with it. */
async function dropAll(url: string, runId: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const mine = await client.query<{ datname: string }>('select datname from pg_database where datname like $1', [
      `understudy\\_${runId}\\_%`,
    ])
    for (const { datname } of mine.rows)
      await client.query(`drop database ${pg.escapeIdentifier(datname)} with (force)`)
  } finally {
    await client.end()
  }
}
