import type { Database, Session } from '../../database/adapter.ts'
import { connect } from '../../database/connect.ts'
import { refuseAborted } from '../../database/lane.ts'
import type { GuardedSource } from '../../safety/guarded-source.ts'
import type { CopyContext } from '../copy-context.ts'
import { chunkKey, type DoneChunk } from '../copy-ledger.ts'
import { copyLargeObjects } from '../large-objects/copy-large-objects.ts'
import { type DataTable, dataTables } from '../plan/data-tables.ts'
import type { CloneShare } from '../share/clone-share.ts'
import { copyTogether, isWorthSharing, type Together } from '../share/copy-together.ts'
import { endHelpers } from '../share/helpers.ts'
import { sharedMade } from '../share/shared-made.ts'
import { buildStaging } from './build-staging.ts'
import type { Chunk } from './chunk.ts'
import { ChunkCopier } from './chunk-copier.ts'
import { chunksOf } from './chunks-of.ts'
import { CopyNumbers } from './copy-numbers.ts'
import type { CopyReport } from './copy-report.ts'
import { readingFrom } from './reading-from.ts'
import { removeChunks } from './remove-chunks.ts'
import { type LastValues, readLastValues, setSequences } from './set-sequences.ts'
import { isLost, SourceFailure } from './source-failure.ts'
import { hashChunk } from './transfer-chunk.ts'
import { eachOf } from './workers.ts'

export interface CopyOptions {
  /** Of a chunk; 64 MiB when not said. */
  readonly chunkBytes?: number | undefined
}

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
    // What others have noted meanwhile is all that they note.
    await context.share?.close()
    await ledger.catchUp()
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
  readonly #copier: ChunkCopier

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
    this.#copier = new ChunkCopier({ ...context, staging })
  }

  async run(): Promise<void> {
    const { ledger, plan, selections, share, workers, signal } = this.#context
    const chunks = await askedOf(this.#source, signal, (session) =>
      chunksOf(session, this.#tables, {
        plan: plan.tables,
        selections,
        done: ledger.done.values(),
        chunkBytes: share?.chunkBytes,
        ...this.#options,
      }),
    )
    this.#numbers.expect(chunks)
    const standing = chunks.filter((chunk) => ledger.done.has(chunkKey(chunk)))
    const changed = new Set<Chunk>()
    await eachOf(standing, workers, async (chunk) => {
      const hash = await this.#copier.again(chunk, () => hashChunk(chunk, this.#source, signal))
      if (hash !== ledger.done.get(chunkKey(chunk))?.hash) changed.add(chunk)
    })
    await this.#remove(chunks, changed)
    const missing = chunks.filter((chunk) => !ledger.done.has(chunkKey(chunk)))
    this.#numbers.standing(chunks.filter((chunk) => ledger.done.has(chunkKey(chunk))))
    const copied = (chunk: Chunk, done: DoneChunk) => this.#numbers.copied(chunk, done, changed.has(chunk))
    if (share && isWorthSharing(missing, workers)) await this.#together(share, missing, copied)
    else await eachOf(missing, workers + 1, async (chunk) => copied(chunk, await this.#copier.copy(chunk)))
    await copyLargeObjects({
      context: this.#context,
      source: this.#source,
      staging: this.#staging,
      again: (part, work) => this.#copier.again(part, work),
    })
  }

  /** With whoever helps. What one has left of a connection is ended: nobody is let in behind the back of who leads. */
  async #together(share: CloneShare, missing: readonly Chunk[], copied: Together['copied']): Promise<void> {
    const { ledger, schema, policy, plan, workers, signal } = this.#context
    const state = { snapshot: this.#source.snapshot ?? '', plan: plan.hash, made: sharedMade(schema, policy) }
    const copy = (chunk: Chunk) => this.#copier.copy(chunk)
    await copyTogether(missing, { share, state, ledger, workers, signal, copy, copied })
    await endHelpers(this.#staging)
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
}

function outward(thrown: unknown): unknown {
  if (!(thrown instanceof SourceFailure)) return thrown
  return thrown.cause
}
