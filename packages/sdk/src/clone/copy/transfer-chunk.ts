import type { Database, Session } from '../../database/adapter.ts'
import type { GuardedSource } from '../../safety/guarded-source.ts'
import type { CopyLedger, DoneChunk } from '../copy-ledger.ts'
import { beginTransaction } from './begin-transaction.ts'
import { BinaryRows } from './binary-rows.ts'
import type { Chunk } from './chunk.ts'
import { readStatement, writeStatement } from './chunk-statements.ts'
import { contentHash } from './content-hash.ts'
import { readingFrom } from './reading-from.ts'
import { type RowLayout, rowLayout } from './row-layout.ts'
import type { RowMasker } from './row-masker.ts'
import { SourceFailure } from './source-failure.ts'
import { TextRows } from './text-rows.ts'

export interface Transfer {
  readonly source: GuardedSource
  readonly staging: Database
  readonly ledger: CopyLedger
  readonly signal: AbortSignal
  /** Rows travel while it has its turn; before it, all is ready, and behind it they are committed. */
  readonly moving: <T>(work: () => Promise<T>) => Promise<T>
  /** Told of the bytes that have come so far, now and then. */
  readonly onBytes?: ((bytes: number) => void) | undefined
}

const toldEvery = 4 * 1024 * 1024

/** Copies one chunk in one transaction of the target, and notes both. */
export async function transferChunk(
  chunk: Chunk,
  { source, staging, ledger, signal, moving, onBytes }: Transfer,
): Promise<DoneChunk> {
  const layout = rowLayout(chunk.data)
  let masker: RowMasker | undefined
  const reading = new Reading(onBytes)
  const { rows, transaction } = await readingFrom(
    source,
    signal,
    async (session) =>
      staging.transaction(
        async (target) => {
          const transaction = await beginTransaction(target)
          await ledger.begin(chunk, transaction)
          const rows = await moving(() => {
            masker = maskerOf(chunk, layout)
            return copyOf(target).in(writeStatement(chunk), masked(reading.bytesOf(session, chunk), masker))
          })
          return { rows, transaction }
        },
        { signal },
      ),
    { inOrder: chunk.inOrder },
  )
  const done: DoneChunk = {
    table: chunk.table,
    part: chunk.part,
    rows,
    rowsMasked: masker?.rowsMasked ?? 0,
    values: Object.fromEntries(layout.masked.map(({ name }, at) => [name, masker?.values[at] ?? 0])),
    bytes: reading.bytes,
    hash: reading.hash(),
    transaction,
  }
  await ledger.finish(done)
  return done
}

function maskerOf({ transfer }: Chunk, layout: RowLayout): RowMasker | undefined {
  if (layout.masked.length === 0) return undefined
  return transfer === 'binary' ? new BinaryRows(layout) : new TextRows(layout)
}

/** Of the bytes that the chunk has in the source now. */
export async function hashChunk(chunk: Chunk, source: GuardedSource, signal: AbortSignal): Promise<string> {
  const reading = new Reading()
  await readingFrom(
    source,
    signal,
    async (session) => {
      for await (const _ of reading.bytesOf(session, chunk));
    },
    { inOrder: chunk.inOrder },
  )
  return reading.hash()
}

/** Bytes of the source on their way, counted and hashed. */
class Reading {
  bytes = 0
  readonly #hash = contentHash()
  readonly #onBytes: ((bytes: number) => void) | undefined
  #told = 0

  constructor(onBytes?: (bytes: number) => void) {
    this.#onBytes = onBytes
  }

  hash(): string {
    return this.#hash.digest()
  }

  async *bytesOf(session: Session, chunk: Chunk): AsyncGenerator<Uint8Array, void, undefined> {
    const chunks = copyOf(session).out(readStatement(chunk), { lends: true })[Symbol.asyncIterator]()
    let ended = false
    try {
      for (;;) {
        const step = await chunks.next().catch((thrown: unknown) => {
          ended = true
          throw new SourceFailure(thrown)
        })
        if (step.done) {
          ended = true
          return
        }
        this.bytes += step.value.length
        this.#hash.update(step.value)
        if (this.bytes - this.#told >= toldEvery) {
          this.#told = this.bytes
          this.#onBytes?.(this.bytes)
        }
        yield step.value
      }
    } finally {
      if (!ended) await chunks.return?.()
    }
  }
}

async function* masked(
  chunks: AsyncIterable<Uint8Array>,
  masker: RowMasker | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (masker === undefined) {
    yield* chunks
    return
  }
  for await (const chunk of chunks) {
    const bytes = masker.feed(chunk)
    if (bytes.length > 0) yield bytes
  }
  masker.finish()
}

/** Postgres has it always. */
function copyOf({ copy }: Session): NonNullable<Session['copy']> {
  if (copy === undefined) throw new Error('A connection to Postgres has COPY')
  return copy
}
