import { mkdir, open, readFile, rm, rmdir, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { startMark, thisProcess } from '../database/this-process.ts'
import { codeOf, UnderstudyError } from '../errors.ts'

const patience = 10_000
const pause = 10
/** To look at a lock and remove it takes no time; whoever is longer at it has died there. */
const longestRemoval = 5000

interface Holder {
  readonly pid: number
  readonly machine: string
  readonly mark: string | null
}

/** Runs work while no other process has the lock of that file. The lock of a process that has died is taken over. */
export async function withFileLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const lock = `${file}.lock`
  const until = Date.now() + patience
  while (!(await taken(lock))) {
    await removeDead(lock)
    if (Date.now() > until) throw held(file)
    await sleep(pause)
  }
  try {
    return await work()
  } finally {
    await rm(lock, { force: true })
  }
}

async function taken(lock: string): Promise<boolean> {
  const { pid, machine, mark = null } = thisProcess()
  try {
    const handle = await open(lock, 'wx', 0o600)
    try {
      await handle.writeFile(JSON.stringify({ pid, machine, mark } satisfies Holder))
    } finally {
      await handle.close()
    }
    return true
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') return false
    throw thrown
  }
}

/** One process at a time looks and removes: else a second one could remove what a third has taken meanwhile. */
async function removeDead(lock: string): Promise<void> {
  const removal = `${lock}.removal`
  try {
    await mkdir(removal)
  } catch (thrown) {
    if (codeOf(thrown) !== 'EEXIST') throw thrown
    if ((await age(removal)) > longestRemoval) await rmdir(removal).catch(() => {})
    return
  }
  try {
    if (await isDead(lock)) await rm(lock, { force: true })
  } finally {
    await rmdir(removal).catch(() => {})
  }
}

async function isDead(lock: string): Promise<boolean> {
  try {
    const holder = JSON.parse(await readFile(lock, 'utf8')) as Holder
    if (holder.machine !== thisProcess().machine) return (await age(lock)) > patience
    return !exists(holder.pid) || (holder.mark !== null && startMark(holder.pid) !== holder.mark)
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return false
    // It is about to be written, or its process died before that.
    if (thrown instanceof SyntaxError) return (await age(lock)) > longestRemoval
    throw thrown
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return codeOf(thrown) === 'EPERM'
  }
}

async function age(path: string): Promise<number> {
  try {
    return Date.now() - (await stat(path)).mtimeMs
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return 0
    throw thrown
  }
}

function held(file: string): UnderstudyError {
  return new UnderstudyError('REGISTRY_UNWRITABLE', {
    operation: 'write a file of Understudy',
    message: `Another process has had ${file} for ten seconds`,
    hint: 'Wait for it, or end it.',
  })
}
