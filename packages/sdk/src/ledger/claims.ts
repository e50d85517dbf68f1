import { randomBytes } from 'node:crypto'
import { appendFile, readFile, rename, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { codeOf, messageOf, UnderstudyError } from '../errors.ts'
import { isAlive } from './is-alive.ts'
import { type LedgerHeader, type LedgerLine, lineText, parseHeader } from './ledger-line.ts'
import { ownHeader } from './own-header.ts'
import { type LedgerFile, namesIn, readLedger } from './read-ledgers.ts'

export interface DeadSweep {
  readonly file: string
  readonly application: string | undefined
}

const lease = 30
const claimed = /^(.+)\.claimed-([0-9a-f]+)\.ndjson$/
const sign = (folder: string, sweep: string) => join(folder, `${sweep}.sweep`)

/**
 * The files that one sweep has for itself. To claim a file is to rename it, which of several sweeps only one can do; the
 * name says whose it is, and a file of that sweep's own, whether it lives: the claim of a dead one is claimed again.
 */
export class Claims implements AsyncDisposable {
  readonly #folder: string
  readonly #id: string
  readonly #heartbeat: NodeJS.Timeout
  readonly #held = new Map<string, string>()

  private constructor(folder: string, id: string) {
    this.#folder = folder
    this.#id = id
    const touch = () => {
      // Gone with its folder: then there is nothing left to claim either.
      utimes(sign(folder, id), new Date(), new Date()).catch(() => {})
    }
    this.#heartbeat = setInterval(touch, (lease * 1000) / 3).unref()
  }

  static async open(folder: string): Promise<Claims> {
    const id = randomBytes(8).toString('hex')
    try {
      await writeFile(sign(folder, id), ownHeader(id, lease, new Date().toISOString()), { mode: 0o600 })
    } catch (thrown) {
      throw new UnderstudyError('LEDGER_UNWRITABLE', {
        operation: 'claim what dead runs left',
        message: `The folder ${folder} cannot be written: ${messageOf(thrown)}`,
        hint: 'Sweep as the user whose runs these were, with --dry-run to look only.',
        cause: thrown,
      })
    }
    return new Claims(folder, id)
  }

  /** The file as it stands now, or undefined where another sweep was faster or its run has ended it. */
  async take({ file, header }: LedgerFile): Promise<LedgerFile | undefined> {
    const to = join(dirname(file), `${header.run}.claimed-${this.#id}.ndjson`)
    try {
      await rename(file, to)
    } catch (thrown) {
      if (isAbsent(thrown)) return undefined
      throw thrown
    }
    this.#held.set(header.run, to)
    await cutTornLine(to)
    const read = await readLedger(to)
    return read === 'empty' ? undefined : read
  }

  async note(run: string, ...lines: readonly LedgerLine[]): Promise<void> {
    await appendFile(this.#fileOf(run), lines.map(lineText).join(''))
  }

  /** Lets go of a file: it is removed when nothing in it is open, and else has its name back, for the next sweep. */
  async release(run: string): Promise<void> {
    const file = this.#fileOf(run)
    this.#held.delete(run)
    try {
      // A run on another machine that was taken for dead may have gone on writing.
      const read = await readLedger(file)
      if (read === 'empty' || (read.open.length === 0 && read.damaged === 0)) await rm(file)
      else await rename(file, join(this.#folder, `${run}.ndjson`))
    } catch (thrown) {
      // Somebody removed the ledger meanwhile.
      if (!isAbsent(thrown)) throw thrown
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#heartbeat)
    try {
      for (const run of [...this.#held.keys()]) await this.release(run)
    } finally {
      await rm(sign(this.#folder, this.#id), { force: true })
    }
  }

  #fileOf(run: string): string {
    const file = this.#held.get(run)
    if (file === undefined) throw new Error(`The run ${run} is not claimed`)
    return file
  }
}

/** Whether a sweep that lives has claimed the file. */
export async function isClaimed({ file }: LedgerFile): Promise<boolean> {
  const sweep = claimed.exec(basename(file))?.[2]
  return sweep !== undefined && (await sweepLives(sign(dirname(file), sweep)))
}

/** Sweeps that are dead: their signs, and what their connections are called. */
export async function deadSweeps(folder: string): Promise<readonly DeadSweep[]> {
  const found: DeadSweep[] = []
  for (const name of await namesIn(folder)) {
    if (!name.endsWith('.sweep')) continue
    const file = join(folder, name)
    const one = await readSign(file)
    if (one !== undefined && !one.lives) found.push({ file, application: one.header?.application })
  }
  return found
}

async function sweepLives(file: string): Promise<boolean> {
  return (await readSign(file))?.lives ?? false
}

async function readSign(file: string): Promise<{ header: LedgerHeader | undefined; lives: boolean } | undefined> {
  try {
    const { mtimeMs } = await stat(file)
    const header = parseHeader((await readFile(file, 'utf8')).trimEnd())
    // Without a first line it is about to be written, or its sweep died before that.
    const lives = header === undefined ? Date.now() - mtimeMs < lease * 1000 : await isAlive(header, mtimeMs)
    return { header, lives }
  } catch (thrown) {
    if (isAbsent(thrown)) return undefined
    throw thrown
  }
}

/** What its run was killed in the middle of was never answered, and what is appended must not be taken for its end. */
async function cutTornLine(file: string): Promise<void> {
  const bytes = await readFile(file)
  const end = bytes.lastIndexOf(10) + 1
  if (end < bytes.length) await truncate(file, end)
}

function isAbsent(thrown: unknown): boolean {
  return codeOf(thrown) === 'ENOENT'
}
