import { type FileHandle, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf, messageOf, UnderstudyError } from '../../errors.ts'
import { type BegunChunk, type ChunkName, type CopyLedger, chunkKey, type DoneChunk } from '../copy-ledger.ts'
import { type CopyLedgerLine, doneChunk, parseCopyHeader, parseCopyLine } from './copy-ledger-line.ts'

/**
 * The ledger of one clone in a file, made where it is not there. A last line that a crash has torn is cut off; any other
 * line that cannot be read makes the ledger worthless, and so does another plan.
 */
export async function openCopyLedger(file: string, id: string, plan: string): Promise<CopyLedger> {
  const text = await contentOf(file)
  const lines = text.split('\n')
  const torn = lines.pop() ?? ''
  const [first, ...rest] = lines
  const state = new LedgerState()
  if (first !== undefined) {
    const header = parseCopyHeader(first)
    if (header === undefined) throw worthless(file, 'it is no record of a clone')
    if (header.id !== id) throw worthless(file, `it is of the clone ${header.id}`)
    if (header.plan !== plan) {
      throw new UnderstudyError('PLAN_CHANGED', {
        operation: 'go on with clone',
        message: 'What was begun was begun by another plan: the source, the policy or the subset has changed since',
        hint: 'Clone anew, without --resume; what was begun is dropped.',
      })
    }
    for (const [at, one] of rest.entries()) {
      const line = parseCopyLine(one)
      if (line === undefined) throw worthless(file, `its line ${at + 2} cannot be read`)
      state.apply(line)
    }
  }
  const handle = await opened(file)
  if (torn !== '') await handle.truncate(Buffer.byteLength(text) - Buffer.byteLength(torn))
  const ledger = new FileCopyLedger(id, handle, state)
  if (first === undefined) {
    await ledger.write({ kind: 'understudy-clone', version: 1, id, plan })
    await syncFolder(dirname(file))
  }
  return ledger
}

class LedgerState {
  readonly done = new Map<string, DoneChunk>()
  readonly pending = new Map<string, BegunChunk>()
  readonly steps = new Set<string>()
  readonly stepsPending = new Map<string, string>()

  apply(line: CopyLedgerLine): void {
    if ('begun' in line) this.pending.set(chunkKey(line.begun), { ...line.begun, transaction: line.begun.transaction })
    else if ('done' in line) {
      this.pending.delete(chunkKey(line.done))
      this.done.set(chunkKey(line.done), doneChunk(line.done))
    } else if ('forgotten' in line) {
      this.pending.delete(chunkKey(line.forgotten))
      this.done.delete(chunkKey(line.forgotten))
    } else if ('stepBegun' in line) this.stepsPending.set(line.stepBegun, line.transaction)
    else {
      this.stepsPending.delete(line.stepDone)
      this.steps.add(line.stepDone)
    }
  }
}

class FileCopyLedger implements CopyLedger {
  readonly id: string
  readonly done: ReadonlyMap<string, DoneChunk>
  readonly pending: ReadonlyMap<string, BegunChunk>
  readonly steps: ReadonlySet<string>
  readonly stepsPending: ReadonlyMap<string, string>
  readonly #handle: FileHandle
  readonly #state: LedgerState
  #lines: string[] = []
  /** Of the lines that wait; those before them are on their way. */
  #batch: Promise<void> | undefined
  #last: Promise<void> = Promise.resolve()
  #closing: Promise<void> | undefined

  constructor(id: string, handle: FileHandle, state: LedgerState) {
    this.id = id
    this.#handle = handle
    this.#state = state
    this.done = state.done
    this.pending = state.pending
    this.steps = state.steps
    this.stepsPending = state.stepsPending
  }

  begin({ table, part }: ChunkName, transaction?: string): Promise<void> {
    return this.#note({ begun: { table, part, transaction } })
  }

  finish(chunk: DoneChunk): Promise<void> {
    return this.#note({ done: { ...chunk, values: { ...chunk.values } } })
  }

  forget({ table, part }: ChunkName): Promise<void> {
    return this.#note({ forgotten: { table, part } })
  }

  stepBegun(step: string, transaction: string): Promise<void> {
    return this.#note({ stepBegun: step, transaction })
  }

  stepDone(step: string): Promise<void> {
    return this.#note({ stepDone: step })
  }

  /** Lines that come while the disk is busy go to it together. After a failure nothing more is written. */
  write(line: object): Promise<void> {
    if (this.#closing !== undefined) {
      return Promise.reject(
        new UnderstudyError('CONNECTION_CLOSED', { operation: 'write clone ledger', message: 'The ledger was closed' }),
      )
    }
    this.#lines.push(`${JSON.stringify(line)}\n`)
    if (this.#batch === undefined) {
      this.#batch = this.#last.then(() => this.#flush())
      this.#last = this.#batch
      // Whoever wrote hears of it.
      this.#last.catch(() => {})
    }
    return this.#batch
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#last.catch(() => {}).then(() => this.#handle.close())
    return this.#closing
  }

  async #note(line: CopyLedgerLine): Promise<void> {
    await this.write(line)
    this.#state.apply(line)
  }

  async #flush(): Promise<void> {
    const lines = this.#lines
    this.#lines = []
    this.#batch = undefined
    try {
      await this.#handle.appendFile(lines.join(''))
      await this.#handle.datasync()
    } catch (thrown) {
      throw unwritable(thrown)
    }
  }
}

async function contentOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return ''
    throw unwritable(thrown)
  }
}

async function opened(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'a', 0o600)
  } catch (thrown) {
    throw unwritable(thrown)
  }
}

/** So that the file itself is there after the machine has failed. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => {})
  await handle?.close()
}

function unwritable(thrown: unknown): UnderstudyError {
  return new UnderstudyError('WRITE_FAILED', {
    operation: 'write clone ledger',
    message: `The record of the clone cannot be written: ${messageOf(thrown)}`,
    cause: thrown,
  })
}

function worthless(file: string, why: string): UnderstudyError {
  return new UnderstudyError('CLONE_UNKNOWN', {
    operation: 'go on with clone',
    message: `${file} cannot be gone on with: ${why}`,
    hint: 'Clone anew; what was begun is dropped.',
  })
}
