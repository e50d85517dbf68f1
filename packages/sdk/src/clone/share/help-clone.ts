import { compilePolicy } from '../../anonymize/policy/compile-policy.ts'
import { analyzeSchema } from '../../catalog/analyze.ts'
import { maskingSchemaOf } from '../../catalog/masking/masking-schema-of.ts'
import { connect } from '../../database/connect.ts'
import { UnderstudyError } from '../../errors.ts'
import { openGuardedSource } from '../../safety/open-guarded-source.ts'
import type { CloneEvent } from '../clone-event.ts'
import type { LedgerText } from '../clone-keeping.ts'
import type { CloneOptions } from '../clone-options.ts'
import type { CloneSide } from '../clone-side.ts'
import type { Chunk } from '../copy/chunk.ts'
import { ChunkCopier } from '../copy/chunk-copier.ts'
import { SourceFailure } from '../copy/source-failure.ts'
import { eachNext } from '../copy/workers.ts'
import { chunkKey, type DoneChunk } from '../copy-ledger.ts'
import { openCopyLedger } from '../ledger/open-copy-ledger.ts'
import { openTargetServer } from '../place/postgres/target-server.ts'
import { dataTables } from '../plan/data-tables.ts'
import { usualWorkers } from '../run/clone-run.ts'
import type { SharedPart, SharedState, SharedWork } from './clone-share.ts'
import { stagingForHelpers } from './helpers.ts'
import { sharedMade } from './shared-made.ts'

export interface HelpOptions
  extends Pick<
    CloneOptions,
    'policy' | 'key' | 'transforms' | 'workers' | 'waive' | 'audit' | 'alert' | 'known' | 'signal'
  > {
  /** The clone, by the id that it was begun under. */
  readonly id: string
  readonly share: SharedWork
  /** Of the clone; it refuses every line of whoever has lost his place. */
  readonly ledger: LedgerText
  /** Told of each part that this process has copied, and of bytes on their way. */
  readonly onPart?: ((done: DoneChunk) => void) | undefined
  readonly onEvent?: ((event: CloneEvent) => void) | undefined
}

/**
 * Copies parts of a clone that another process leads, on the snapshot that it keeps, until there is none that nobody has.
 * What ends it early ends nothing else: the part is then another's.
 */
export async function helpClone(source: CloneSide, target: CloneSide, options: HelpOptions): Promise<void> {
  const state = await options.share.state()
  if (!state) return
  try {
    await help(source, target, state, options)
  } catch (thrown) {
    throw thrown instanceof SourceFailure ? thrown.cause : thrown
  }
}

async function help(from: CloneSide, to: CloneSide, state: SharedState, options: HelpOptions): Promise<void> {
  const { id, share, workers = usualWorkers, waive = [], audit, alert, known, onPart } = options
  const { signal = new AbortController().signal, onEvent: emit = () => {} } = options
  await using source = await openGuardedSource(from.url, {
    sessions: workers,
    snapshot: state.snapshot,
    waivers: waive,
    signal,
    audit,
    alert,
    known,
    ...(from.environment ? { environment: from.environment } : {}),
  })
  const schema = await source.session((session) => analyzeSchema(session), { signal })
  const { policy, key, transforms: custom } = options
  const compiled = compilePolicy(policy, maskingSchemaOf(schema), { key, custom, dialect: schema.engine })
  if (sharedMade(schema, compiled) !== state.made) throw another()
  const tables = new Map(dataTables(schema, compiled).map((table) => [table.name, table]))
  await using staging = await connect(await stagingOf(to, id), { maxConnections: workers, create: false })
  await using ledger = await openCopyLedger(options.ledger, id, state.plan)
  const copier = new ChunkCopier({ source, staging, ledger, workers, signal, emit })
  const next = async (): Promise<Chunk | undefined> => {
    for (;;) {
      const part = await share.take()
      if (part === undefined || part === 'taken') return undefined
      await ledger.catchUp()
      if (!ledger.done.has(chunkKey(part))) return chunkOf(part)
      // Whoever had it noted that it is done, and no more.
      await share.done(part)
    }
  }
  await eachNext(next, workers, async (chunk) => {
    const done = await copier.copy(chunk)
    await share.done(chunk)
    onPart?.(done)
  })

  function chunkOf(part: SharedPart): Chunk {
    const data = tables.get(part.table)
    if (!data) throw another()
    return { ...part, data }
  }
}

async function stagingOf({ url }: CloneSide, id: string): Promise<string> {
  const { database, target } = await openTargetServer(url)
  await database.close()
  return stagingForHelpers(url, target, id)
}

function another(): UnderstudyError {
  return new UnderstudyError('PLAN_CHANGED', {
    operation: 'help with the clone',
    message: 'The tables or the policy are others than those of whoever leads the clone',
  })
}
