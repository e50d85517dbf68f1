import { randomBytes } from 'node:crypto'
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  futimesSync,
  mkdirSync,
  openSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { codeOf, messageOf, UnderstudyError } from '../errors.ts'
import type { Entry, LedgerOptions, RunLedger } from './ledger.ts'
import { ledgerFolder } from './ledger-folder.ts'
import { type LedgerLine, lineText } from './ledger-line.ts'
import { ownHeader } from './own-header.ts'
import type { Resource } from './resource.ts'
import { withoutSecretsIn } from './without-secrets.ts'

const usualLease = 30

/** The ledger of a run that begins. Its file is made at the first intent; a run that makes nothing leaves nothing. */
export function openLedger(options: LedgerOptions = {}): RunLedger {
  return new FileLedger(ledgerFolder(options.folder), options.lease ?? usualLease)
}

class FileLedger implements RunLedger {
  readonly run = newRun()
  readonly file: string
  readonly #lease: number
  readonly #startedAt = new Date().toISOString()
  readonly #open = new Map<string, { readonly line: LedgerLine; readonly resource: Resource }>()
  #descriptor: number | undefined
  #heartbeat: NodeJS.Timeout | undefined
  #closing: Promise<void> | undefined
  #entries = 0

  constructor(folder: string, lease: number) {
    this.file = join(folder, `${this.run}.ndjson`)
    this.#lease = lease
  }

  get open(): readonly Resource[] {
    return [...this.#open.values()].map(({ resource }) => resource)
  }

  intend(resource: Resource, about: { readonly testId?: string | undefined } = {}): Entry {
    if (this.#closing) throw unwritable(this.file, 'it was closed', 'Open a ledger anew.')
    const id = String(++this.#entries)
    const line = { intend: id, testId: about.testId, resource: withoutSecretsIn(resource) }
    this.#append(line)
    this.#open.set(id, { line, resource: line.resource })
    return {
      id,
      done: () => {
        if (this.#open.delete(id)) this.#strike(id)
      },
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /**
   * One write to a file that is open for appending. When it returns the system has the line, and no end of this process
   * takes it back, kill -9 included; a power cut may, since nothing waits for the disk.
   */
  #append(line: LedgerLine): void {
    try {
      writeWhole(this.#opened(), lineText(line))
    } catch (thrown) {
      throw unwritable(this.file, messageOf(thrown), undefined, thrown)
    }
  }

  /** A file that somebody removed meanwhile is made again, with all that is open. */
  #opened(): number {
    if (this.#descriptor !== undefined) {
      if (fstatSync(this.#descriptor).nlink > 0) return this.#descriptor
      closeSync(this.#descriptor)
      this.#descriptor = undefined
    }
    mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 })
    const descriptor = openSync(this.file, 'ax', 0o600)
    try {
      const header = ownHeader(this.run, this.#lease, this.#startedAt)
      writeWhole(descriptor, header + [...this.#open.values()].map(({ line }) => lineText(line)).join(''))
    } catch (thrown) {
      closeSync(descriptor)
      rmSync(this.file, { force: true })
      throw thrown
    }
    this.#heartbeat ??= setInterval(() => this.#beat(), (this.#lease * 1000) / 3).unref()
    this.#descriptor = descriptor
    return descriptor
  }

  /** What is not written as done is looked for by a sweep, and found gone: no reason to fail a cleanup that is complete. */
  #strike(id: string): void {
    if (this.#closing) return
    try {
      this.#append({ done: id })
    } catch (thrown) {
      if (!(thrown instanceof UnderstudyError)) throw thrown
    }
  }

  /** On this machine the process itself is the sign of life; only others have to go by the file's time. */
  #beat(): void {
    try {
      if (this.#open.size > 0) futimesSync(this.#opened(), new Date(), new Date())
    } catch {
      // A disk that refuses is told to whoever intends something next.
    }
  }

  async #end(): Promise<void> {
    clearInterval(this.#heartbeat)
    if (this.#descriptor === undefined) return
    try {
      if (this.#open.size > 0) this.#append({ closed: true })
      else if (fstatSync(this.#descriptor).nlink > 0) unlinkSync(this.file)
    } catch (thrown) {
      // A sweep has claimed the file under another name, and removes it.
      if (codeOf(thrown) !== 'ENOENT') throw thrown
    } finally {
      if (this.#descriptor !== undefined) closeSync(this.#descriptor)
      this.#descriptor = undefined
    }
  }
}

/** Begins with the time, so that files stand in the order of their runs. */
function newRun(): string {
  return `${new Date().toISOString().slice(0, 19).replaceAll(/\W/g, '')}-${process.pid}-${randomBytes(4).toString('hex')}`
}

/** All of it or nothing. */
function writeWhole(descriptor: number, text: string): void {
  const bytes = Buffer.from(text)
  const { size } = fstatSync(descriptor)
  if (writeSync(descriptor, bytes) === bytes.length) return
  ftruncateSync(descriptor, size)
  throw new Error('the disk is full')
}

function unwritable(file: string, why: string, hint?: string, cause?: unknown): UnderstudyError {
  return new UnderstudyError('LEDGER_UNWRITABLE', {
    operation: 'write down what is about to be created',
    message: `The ledger ${file} could not be written: ${why}`,
    ...(hint !== undefined && { hint }),
    cause,
  })
}
