import { type FileHandle, open, readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf } from '../../errors.ts'
import type { LedgerText } from '../clone-keeping.ts'

/** A ledger in a file of its own, made with the first line. */
export function ledgerFile(file: string): LedgerText {
  return new LedgerFile(file)
}

class LedgerFile implements LedgerText {
  readonly #file: string
  #opened: Promise<FileHandle> | undefined
  #isNew = false

  constructor(file: string) {
    this.#file = file
  }

  async read(): Promise<string> {
    try {
      return await readFile(this.#file, 'utf8')
    } catch (thrown) {
      if (codeOf(thrown) !== 'ENOENT') throw thrown
      this.#isNew = true
      return ''
    }
  }

  async cutEnd(bytes: number): Promise<void> {
    const handle = await this.#handle()
    const { size } = await handle.stat()
    await handle.truncate(size - bytes)
  }

  async append(lines: string): Promise<void> {
    const handle = await this.#handle()
    await handle.appendFile(lines)
    await handle.datasync()
    if (!this.#isNew) return
    this.#isNew = false
    await syncFolder(dirname(this.#file))
  }

  async remove(): Promise<void> {
    await rm(this.#file, { force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const handle = await this.#opened?.catch(() => undefined)
    await handle?.close()
  }

  #handle(): Promise<FileHandle> {
    this.#opened ??= open(this.#file, 'a', 0o600)
    return this.#opened
  }
}

/** So that the file itself is there after the machine has failed. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => {})
  await handle?.close()
}
