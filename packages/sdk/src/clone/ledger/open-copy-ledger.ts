import { codeOf, messageOf, UnderstudyError } from '../../errors.ts'
import type { LedgerText } from '../clone-keeping.ts'
import { type BegunChunk, type ChunkName, type CopyLedger, chunkKey, type DoneChunk } from '../copy-ledger.ts'
import { type CopyLedgerLine, doneChunk, parseCopyHeader, parseCopyLine } from './copy-ledger-line.ts'
import { ledgerFile } from './ledger-file.ts'

/**
 * The ledger of one clone in a file or elsewhere, made where it is not there. A last line that a crash has torn is cut off; any other
 * line that cannot be read makes the ledger worthless, and so does another plan.
 */
export async function openCopyLedger(place: string | LedgerText, id: string, plan: string): Promise<CopyLedger> {
  const file = typeof place === 'string' ? place : 'The record of the clone'
  const kept = typeof place === 'string' ? ledgerFile(place) : place
  const text = await kept.read().catch((thrown: unknown) => {
    throw unwritable(thrown)
  })
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
    for (const [at, one] of rest.entries()) state.apply(readLine(one, file, at + 2))
  }
  if (torn !== '')
    await kept.cutEnd(Buffer.byteLength(torn)).catch((thrown: unknown) => {
      throw unwritable(thrown)
    })
  const ledger = new TextCopyLedger(id, file, kept, state)
  if (first === undefined) await ledger.write({ kind: 'understudy-clone', version: 1, id, plan })
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

class TextCopyLedger implements CopyLedger {
  readonly id: string
  readonly #file: string
  readonly done: ReadonlyMap<string, DoneChunk>
  readonly pending: ReadonlyMap<string, BegunChunk>
  readonly steps: ReadonlySet<string>
  readonly stepsPending: ReadonlyMap<string, string>
  readonly #text: LedgerText
  readonly #state: LedgerState
  #lines: string[] = []
  /** Of the lines that wait; those before them are on their way. */
  #batch: Promise<void> | undefined
  #last: Promise<void> = Promise.resolve()
  #reading: Promise<void> = Promise.resolve()
  #closing: Promise<void> | undefined

  constructor(id: string, file: string, text: LedgerText, state: LedgerState) {
    this.id = id
    this.#file = file
    this.#text = text
    this.#state = state
    this.done = state.done
    this.pending = state.pending
    this.steps = state.steps
    this.stepsPending = state.stepsPending
  }

  /** One look after another, so that each takes in what follows on the one before. */
  catchUp(): Promise<void> {
    const look = this.#reading
      .catch(() => {})
      .then(async () => {
        const text = (await this.#text.more?.()) ?? ''
        const lines = text.split('\n').slice(0, -1)
        for (const line of lines) this.#state.apply(readLine(line, this.#file, 'of others'))
      })
    this.#reading = look
    return look
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
    this.#closing ??= this.#last.catch(() => {}).then(() => this.#text[Symbol.asyncDispose]())
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
      await this.#text.append(lines.join(''))
    } catch (thrown) {
      throw unwritable(thrown)
    }
  }
}

function readLine(text: string, file: string, where: number | string): CopyLedgerLine {
  const line = parseCopyLine(text)
  if (line === undefined) throw worthless(file, `its line ${where} cannot be read`)
  return line
}

/** What the system says of a file; of another place, whatever it says. */
function unwritable(thrown: unknown): unknown {
  if (codeOf(thrown) === undefined || !(thrown instanceof Error && 'syscall' in thrown)) return thrown
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
