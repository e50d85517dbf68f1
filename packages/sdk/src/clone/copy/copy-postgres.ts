import { setTimeout as pause } from 'node:timers/promises'
import type { Database, Session } from '../../database/adapter.ts'
import { connect } from '../../database/connect.ts'
import { refuseAborted } from '../../database/lane.ts'
import { UnderstudyError } from '../../errors.ts'
import type { GuardedSource } from '../../safety/guarded-source.ts'
import type { CopyContext } from '../copy-context.ts'
import { type ChunkName, chunkKey } from '../copy-ledger.ts'
import { copyLargeObjects } from '../large-objects/copy-large-objects.ts'
import { type DataTable, dataTables } from '../plan/data-tables.ts'
import { buildStaging } from './build-staging.ts'
import type { Chunk } from './chunk.ts'
import { chunksOf } from './chunks-of.ts'
import { CopyNumbers } from './copy-numbers.ts'
import type { CopyReport } from './copy-report.ts'
import { readingFrom } from './reading-from.ts'
import { removeChunks } from './remove-chunks.ts'
import { type LastValues, readLastValues, setSequences } from './set-sequences.ts'
import { isLost, SourceFailure } from './source-failure.ts'
import { hashChunk, transferChunk } from './transfer-chunk.ts'
import { eachOf } from './workers.ts'

export interface CopyOptions {
  /** Of a chunk; 64 MiB when not said. */
  readonly chunkBytes?: number | undefined
}

const attempts = 6
const firstPause = 100
/** How often a source may be lost before the clone gives up; what is done stays done. */
const mostSnapshots = 10

/**
 * Makes the bare tables in the staging database and fills them with the source's rows, masked. What the ledger says is
 * done stays, after a look whether the source still says the same. At the end the staging database holds exactly the
 * rows of one state of the source.
 */
export async function copyPostgres(context: CopyContext, options: CopyOptions = {}): Promise<CopyReport> {
  const { ledger, signal, plan } = context
  refuseAborted(signal)
  const tables = dataTables(context.schema, context.policy)
  const numbers = new CopyNumbers(tables, ledger, context.emit)
  await using staging = await connect(context.staging, { maxConnections: context.workers + 1 })
  if (ledger.steps.has('copied')) return numbers.report()
  await buildStaging(plan, { staging, ledger, signal, emit: context.emit })
  let source = context.source
  for (let snapshots = 1; ; snapshots++) {
    const pass = new CopyPass({ ...context, source }, staging, tables, numbers, options)
    try {
      await pass.run()
      break
    } catch (thrown) {
      if (!(thrown instanceof SourceFailure) || snapshots === mostSnapshots) throw outward(thrown)
      numbers.log('warning', 'The source was lost; what changed since is copied again from its state of now.')
      source = await context.reopen()
    }
  }
  const last = await lastValues(source, context, signal)
  await setSequences(last, staging, tables, context.schema, signal)
  await ledger.stepDone('copied')
  return numbers.report()
}

/** Where sequences stand may be asked of any later state too, so that none is copied anew for it. */
async function lastValues(source: GuardedSource, { reopen }: CopyContext, signal: AbortSignal): Promise<LastValues> {
  for (let from = source, snapshots = 1; ; snapshots++) {
    try {
      return await askedOf(from, signal, readLastValues)
    } catch (thrown) {
      if (!(thrown instanceof SourceFailure) || snapshots === mostSnapshots) throw outward(thrown)
      from = await reopen()
    }
  }
}

async function askedOf<T>(
  source: GuardedSource,
  signal: AbortSignal,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  try {
    return await readingFrom(source, signal, work)
  } catch (thrown) {
    throw isLost(thrown) && !(thrown instanceof SourceFailure) ? new SourceFailure(thrown) : thrown
  }
}

/** One attempt to bring the staging database to one state of the source. */
class CopyPass {
  readonly #context: CopyContext
  readonly #source: GuardedSource
  readonly #staging: Database
  readonly #tables: readonly DataTable[]
  readonly #numbers: CopyNumbers
  readonly #options: CopyOptions

  constructor(
    context: CopyContext,
    staging: Database,
    tables: readonly DataTable[],
    numbers: CopyNumbers,
    options: CopyOptions,
  ) {
    this.#context = context
    this.#source = context.source
    this.#staging = staging
    this.#tables = tables
    this.#numbers = numbers
    this.#options = options
  }

  async run(): Promise<void> {
    const { ledger, plan, selections, workers, signal, emit } = this.#context
    const chunks = await askedOf(this.#source, signal, (session) =>
      chunksOf(session, this.#tables, { plan: plan.tables, selections, done: ledger.done.values(), ...this.#options }),
    )
    this.#numbers.expect(chunks)
    const standing = chunks.filter((chunk) => ledger.done.has(chunkKey(chunk)))
    const changed = new Set<Chunk>()
    await eachOf(standing, workers, async (chunk) => {
      const hash = await this.#again(chunk, () => hashChunk(chunk, this.#source, signal))
      if (hash !== ledger.done.get(chunkKey(chunk))?.hash) changed.add(chunk)
    })
    await this.#remove(chunks, changed)
    const missing = chunks.filter((chunk) => !ledger.done.has(chunkKey(chunk)))
    this.#numbers.standing(chunks.filter((chunk) => ledger.done.has(chunkKey(chunk))))
    await eachOf(missing, workers, async (chunk) => {
      const again = changed.has(chunk)
      const done = await this.#again(chunk, async () => {
        await this.#settle(chunk)
        const onBytes = (bytes: number) => emit({ type: 'moving', table: chunk.table, part: chunk.part, bytes })
        return await transferChunk(chunk, { source: this.#source, staging: this.#staging, ledger, signal, onBytes })
      })
      this.#numbers.copied(chunk, done, again)
    })
    await copyLargeObjects({
      context: this.#context,
      source: this.#source,
      staging: this.#staging,
      again: (part, work) => this.#again(part, work),
    })
  }

  /** Rows of chunks that changed, that are no part of the source any more, or of which nobody knows what became. */
  async #remove(chunks: readonly Chunk[], changed: ReadonlySet<Chunk>): Promise<void> {
    const { ledger } = this.#context
    const current = new Set(chunks.filter((chunk) => !changed.has(chunk)).map(chunkKey))
    const gone = [...ledger.done.values(), ...ledger.pending.values()].filter(
      (one) => ledger.pending.has(chunkKey(one)) || !current.has(chunkKey(one)),
    )
    for (const data of this.#tables) {
      const own = gone.filter(({ table }) => table === data.name)
      const transactions = own.flatMap(({ transaction }) => transaction ?? [])
      if (transactions.length > 0) await removeChunks(this.#staging, data, transactions)
      for (const one of own) await ledger.forget(one)
    }
  }

  /** An attempt that was cut may have written after all. */
  async #settle(chunk: Chunk): Promise<void> {
    const { ledger } = this.#context
    const earlier = ledger.pending.get(chunkKey(chunk))
    if (earlier?.transaction === undefined) return
    await removeChunks(this.#staging, chunk.data, [earlier.transaction])
    await ledger.forget(chunk)
  }

  /** While the source's state is there, a connection that is lost on either side is only lost time. */
  async #again<T>(chunk: ChunkName, work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        refuseAborted(this.#context.signal)
        return await work()
      } catch (thrown) {
        const cause = thrown instanceof SourceFailure ? thrown.cause : thrown
        if (!isLost(thrown)) throw failedAt(chunk, cause)
        if (attempt === attempts || (thrown instanceof SourceFailure && !this.#source.isAlive())) throw thrown
        this.#numbers.log('warning', `A connection was lost while ${chunk.table} was copied; the part is begun again.`)
        await pause(firstPause * 2 ** (attempt - 1))
        if (!this.#source.isAlive()) throw new SourceFailure(cause)
      }
    }
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
  return new UnderstudyError('CLONE_FAILED', {
    operation: 'copy table',
    message: `${table} could not be copied: ${thrown.message}`,
    details: { ...thrown.details, table },
    cause: thrown,
  })
}

function outward(thrown: unknown): unknown {
  if (!(thrown instanceof SourceFailure)) return thrown
  return thrown.cause
}
