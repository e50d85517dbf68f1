import { type FileHandle, open } from 'node:fs/promises'
import { ServerError } from '../../errors/server-error.ts'

/**
 * Brings what was committed to the disk, on a thread of Node's: while SQLite does it, nothing else happens in the process.
 * All that is committed is in the log of the file, in order, and whoever holds the file open keeps the log where it is.
 */
export class KeptLog {
  readonly #path: string
  readonly #log: FileHandle
  #last: Promise<void> = Promise.resolve()

  private constructor(path: string, log: FileHandle) {
    this.#path = path
    this.#log = log
  }

  /** Of a file that SQLite has open. */
  static async open(path: string): Promise<KeptLog> {
    return new KeptLog(path, await open(`${path}-wal`, 'r+'))
  }

  /** Called at once behind a commit, so that nobody sees what it wrote and does not wait for it. */
  committed(): void {
    this.#last = this.#both(this.#last, this.#log.datasync())
    // Whoever waits hears of it.
    this.#last.catch(() => {})
  }

  /** A disk that failed once may have forgotten what it was given: it is not said to have it until the file is opened anew. */
  async #both(before: Promise<void>, now: Promise<void>): Promise<void> {
    const [earlier, last] = await Promise.allSettled([before, now])
    if (earlier.status === 'rejected') throw earlier.reason
    if (last.status === 'rejected')
      throw new ServerError('STORE_UNREACHABLE', {
        message: `${this.#path} could not be brought to the disk: start the server again once the disk is well`,
        cause: last.reason,
      })
  }

  /** All that is committed by now is on the disk. */
  kept(): Promise<void> {
    return this.#last
  }

  async close(): Promise<void> {
    await this.#last.catch(() => {})
    await this.#log.close()
  }
}
