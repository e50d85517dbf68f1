import { UnderstudyError } from '../../../../errors.ts'
import type {
  ArchivedObject,
  ArchivedSequence,
  ArchivedTable,
  ArchiveEnd,
  ArchiveHead,
  CountedRows,
} from './archive-contents.ts'

/** What stands in an archive, one after the other. */
export interface ArchiveRecords {
  readonly head: ArchiveHead
  readonly table: ArchivedTable
  readonly counted: CountedRows
  readonly sequences: readonly ArchivedSequence[]
  readonly object: ArchivedObject
  readonly end: ArchiveEnd
}

type Kind = keyof ArchiveRecords

const letters: Readonly<Record<Kind | 'data', string>> = {
  head: 'H',
  table: 'T',
  data: 'D',
  counted: 'C',
  sequences: 'S',
  object: 'O',
  end: 'Z',
}
/** A letter and a length. */
const headerBytes = 5

export function* recordOf<One extends Kind>(kind: One, value: ArchiveRecords[One]): Generator<Uint8Array> {
  const bytes = Buffer.from(JSON.stringify(value))
  yield header(kind, bytes.length)
  yield bytes
}

export function* dataOf(bytes: Uint8Array): Generator<Uint8Array> {
  if (bytes.length === 0) return
  yield header('data', bytes.length)
  yield bytes
}

function header(kind: Kind | 'data', length: number): Buffer {
  const bytes = Buffer.alloc(headerBytes)
  bytes.write(letters[kind], 'latin1')
  bytes.writeUInt32BE(length, 1)
  return bytes
}

/** Reads records in their order; what comes where something else should is an error. */
export class ArchiveReader implements AsyncDisposable {
  readonly #source: AsyncIterator<Buffer>
  #rest: Buffer = Buffer.alloc(0)
  /** The header that was read and not taken yet. */
  #next: { readonly letter: string; readonly length: number } | undefined

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#source.return?.()
  }

  async take<One extends Kind>(kind: One): Promise<ArchiveRecords[One]> {
    const value = await this.takeIf(kind)
    if (value === undefined) throw notThere(kind)
    return value
  }

  /** Undefined where a record of another kind comes next, which is left. */
  async takeIf<One extends Kind>(kind: One): Promise<ArchiveRecords[One] | undefined> {
    const next = await this.#peek()
    if (next?.letter !== letters[kind]) return undefined
    this.#next = undefined
    return asWritten<One>(await this.#bytes(next.length))
  }

  /** What follows of data, in pieces. */
  async *data(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const next = await this.#peek()
      if (next?.letter !== letters.data) return
      this.#next = undefined
      yield await this.#bytes(next.length)
    }
  }

  /** Refuses whatever comes behind the end, and has the file's own end looked at. */
  async ended(): Promise<void> {
    if ((await this.#peek()) !== undefined) throw notThere('end')
  }

  async #peek(): Promise<{ readonly letter: string; readonly length: number } | undefined> {
    if (this.#next) return this.#next
    if (this.#rest.length === 0 && !(await this.#more())) return undefined
    const bytes = await this.#bytes(headerBytes)
    this.#next = { letter: bytes.toString('latin1', 0, 1), length: bytes.readUInt32BE(1) }
    return this.#next
  }

  async #bytes(length: number): Promise<Buffer> {
    const parts: Buffer[] = []
    for (let missing = length; missing > 0; ) {
      if (this.#rest.length === 0 && !(await this.#more())) throw notThere('end')
      const part = this.#rest.subarray(0, missing)
      this.#rest = this.#rest.subarray(part.length)
      missing -= part.length
      parts.push(part)
    }
    return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts)
  }

  /** False at the end. */
  async #more(): Promise<boolean> {
    for (;;) {
      const step = await this.#source.next()
      if (step.done) return false
      if (step.value.length === 0) continue
      this.#rest = step.value
      return true
    }
  }
}

/** The cast is sound because nobody without the key can write a file whose frames are taken, and records are written by recordOf. */
function asWritten<One extends Kind>(json: Buffer): ArchiveRecords[One] {
  return JSON.parse(json.toString()) as ArchiveRecords[One]
}

function notThere(kind: Kind): UnderstudyError {
  return new UnderstudyError('BACKUP_UNKNOWN', {
    operation: 'read the backup',
    message: `The backup is not as it should be: its ${kind} is not where it belongs`,
    hint: 'Use the version of Understudy that wrote it.',
    details: { stands: 'the target is as it was' },
  })
}
