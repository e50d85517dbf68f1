import { setTimeout as pause } from 'node:timers/promises'
import { columnIdentity } from '../../anonymize/policy/identity.ts'
import type { Database } from '../../database/adapter.ts'
import { refuseAborted } from '../../database/lane.ts'
import { UnderstudyError } from '../../errors.ts'
import type { GuardedSource } from '../../safety/guarded-source.ts'
import { SourceSlots } from '../../safety/source-slots.ts'
import type { CloneEvent } from '../clone-event.ts'
import { type ChunkName, type CopyLedger, chunkKey, type DoneChunk } from '../copy-ledger.ts'
import type { Chunk } from './chunk.ts'
import { removeChunks } from './remove-chunks.ts'
import { isLost, SourceFailure } from './source-failure.ts'
import { transferChunk } from './transfer-chunk.ts'

const attempts = 6
const firstPause = 100

export interface ChunkCopierParts {
  readonly source: GuardedSource
  readonly staging: Database
  readonly ledger: CopyLedger
  /** How many chunks are on their way at a time; of others all is made ready meanwhile, or what has come is committed. */
  readonly workers: number
  readonly signal: AbortSignal
  readonly emit: (event: CloneEvent) => void
}

/** Copies chunks out of one state of the source, each once, whatever earlier attempts have left of it. */
export class ChunkCopier {
  readonly #parts: ChunkCopierParts
  readonly #moving: SourceSlots

  constructor(parts: ChunkCopierParts) {
    this.#parts = parts
    this.#moving = new SourceSlots(parts.workers, parts.source.name)
  }

  copy(chunk: Chunk): Promise<DoneChunk> {
    const { source, staging, ledger, signal, emit } = this.#parts
    const onBytes = (bytes: number) => emit({ type: 'moving', table: chunk.table, part: chunk.part, bytes })
    return this.again(chunk, async () => {
      await this.#settle(chunk)
      const moving = <T>(work: () => Promise<T>) => this.#moving.use(signal, work)
      return await transferChunk(chunk, { source, staging, ledger, signal, moving, onBytes })
    })
  }

  /** While the source's state is there, a connection that is lost on either side is only lost time. */
  async again<T>(chunk: ChunkName, work: () => Promise<T>): Promise<T> {
    const { source, signal, emit } = this.#parts
    for (let attempt = 1; ; attempt++) {
      try {
        refuseAborted(signal)
        return await work()
      } catch (thrown) {
        const cause = thrown instanceof SourceFailure ? thrown.cause : thrown
        if (!isLost(thrown)) throw failedAt(chunk, cause)
        if (attempt === attempts || (thrown instanceof SourceFailure && !source.isAlive())) throw thrown
        const message = `A connection was lost while ${chunk.table} was copied; the part is begun again.`
        emit({ type: 'log', log: { at: new Date(), level: 'warning', message } })
        await pause(firstPause * 2 ** (attempt - 1))
        if (!source.isAlive()) throw new SourceFailure(cause)
      }
    }
  }

  /** An attempt that was cut may have written after all. */
  async #settle(chunk: Chunk): Promise<void> {
    const { staging, ledger } = this.#parts
    const earlier = ledger.pending.get(chunkKey(chunk))
    if (earlier?.transaction === undefined) return
    await removeChunks(staging, chunk.data, [earlier.transaction])
    await ledger.forget(chunk)
  }
}

const speaksForItself: ReadonlySet<string> = new Set([
  'CANCELLED',
  'POLICY_INCOMPLETE',
  'MASKING_FAILED',
  'WRITE_FAILED',
  'CLONE_BUSY',
])

function failedAt({ table }: ChunkName, thrown: unknown): unknown {
  if (!(thrown instanceof UnderstudyError) || speaksForItself.has(thrown.code)) return thrown
  const { column } = thrown.details
  return new UnderstudyError('CLONE_FAILED', {
    operation: 'copy table',
    message: `${typeof column === 'string' ? columnIdentity(table, column) : table} could not be copied: ${thrown.message}`,
    details: { ...thrown.details, table },
    cause: thrown,
  })
}
