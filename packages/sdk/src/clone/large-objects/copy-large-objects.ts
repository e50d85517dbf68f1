import { createHash } from 'node:crypto'
import type { LargeObjectMask } from '../../anonymize/compiled-policy.ts'
import type { Database, Session } from '../../database/adapter.ts'
import type { GuardedSource } from '../../safety/guarded-source.ts'
import { beginTransaction } from '../copy/begin-transaction.ts'
import { readingFrom } from '../copy/reading-from.ts'
import { outcome } from '../copy/remove-chunks.ts'
import { SourceFailure } from '../copy/source-failure.ts'
import { eachOf } from '../copy/workers.ts'
import type { CopyContext } from '../copy-context.ts'
import { type ChunkName, chunkKey, type DoneChunk } from '../copy-ledger.ts'
import { boundsOf, type ObjectPart, objectParts, objectsTable } from './object-parts.ts'
import { undecidedObjects } from './plan-large-objects.ts'
import { type ObjectFacts, type ObjectPiece, readObjectFacts, readObjects } from './read-objects.ts'
import { referencedObjects } from './referenced-objects.ts'
import { ObjectWriter, writeObjectFacts } from './write-objects.ts'

export interface ObjectCopy {
  readonly context: CopyContext
  readonly source: GuardedSource
  readonly staging: Database
  /** Begins work anew where a connection was lost that can be had again. */
  again<T>(part: ChunkName, work: () => Promise<T>): Promise<T>
}

const toldEvery = 4 * 1024 * 1024

/**
 * Brings the large objects of the staging database to the state of the source, as the policy says: whole, or of a subset
 * those that its rows name. What the ledger says is done stays, after a look whether the source still says the same.
 */
export async function copyLargeObjects(copy: ObjectCopy): Promise<void> {
  const { context, source, staging, again } = copy
  const { ledger, plan, policy, workers, signal, emit } = context
  if (plan.largeObjects === 'left out') return
  const reading = { table: objectsTable, part: 'list' }
  const objects = await again(reading, () => readingFrom(source, signal, (session) => listed(session, context)))
  const rule = policy.largeObjects
  if (rule === undefined) {
    if (objects.length > 0) throw undecidedObjects(objects.length)
    return
  }
  const parts = objectParts(objects)
  const changed = new Set<string>()
  await eachOf(
    parts.filter((part) => ledger.done.has(chunkKey(part))),
    workers,
    async (part) => {
      const hash = await again(part, () =>
        readingFrom(source, signal, (session) => hashOf(session, part), { largeObjects: true }),
      )
      if (hash !== ledger.done.get(chunkKey(part))?.hash) changed.add(chunkKey(part))
    },
  )
  const current = new Set(parts.map(chunkKey))
  const gone = [...ledger.done.values(), ...ledger.pending.values()].filter(
    (one) =>
      one.table === objectsTable &&
      (ledger.pending.has(chunkKey(one)) || changed.has(chunkKey(one)) || !current.has(chunkKey(one))),
  )
  for (const one of gone) await removePart(copy, one)
  const roles = new Set(
    (await staging.query<{ name: string }>('select rolname as name from pg_catalog.pg_roles')).map(({ name }) => name),
  )
  await eachOf(
    parts.filter((part) => !ledger.done.has(chunkKey(part))),
    workers,
    async (part) => {
      const { rows, bytes } = await again(part, async () => {
        const pending = ledger.pending.get(chunkKey(part))
        if (pending) await removePart(copy, pending)
        return await transferPart(copy, part, rule, roles)
      })
      emit({ type: 'copied', table: objectsTable, rows, bytes, again: changed.has(chunkKey(part)) })
    },
  )
  const done = parts.flatMap((part) => ledger.done.get(chunkKey(part)) ?? [])
  if (done.length === 0) return
  const sum = (of: (part: DoneChunk) => number) => done.reduce((total, part) => total + of(part), 0)
  const rows = sum((part) => part.rows)
  const rules = rule.decision === 'mask' ? [{ column: 'bytes', transform: rule.transform.name, values: rows }] : []
  emit({
    type: 'table',
    statistics: {
      table: objectsTable,
      group: undefined,
      rows,
      rowsMasked: sum((part) => part.rowsMasked),
      bytes: sum((part) => part.bytes),
      rules,
    },
  })
}

/** In order. */
async function listed(session: Session, { schema, selections }: CopyContext): Promise<number[]> {
  const wanted = selections.size > 0 ? await referencedObjects(session, schema, selections) : undefined
  const objects: number[] = []
  const rows = session.stream<{ object: number }>(
    'select oid::int8 as object from pg_catalog.pg_largeobject_metadata order by oid',
  )
  for await (const some of rows)
    for (const { object } of some) if (wanted === undefined || wanted.has(object)) objects.push(object)
  return objects
}

async function transferPart(
  { context, source, staging }: ObjectCopy,
  part: ObjectPart,
  rule: LargeObjectMask,
  roles: ReadonlySet<string>,
): Promise<DoneChunk> {
  const { ledger, signal, emit } = context
  const { table, objects } = part
  const done = await readingFrom(
    source,
    signal,
    (session) =>
      staging.transaction(
        async (target): Promise<DoneChunk> => {
          const transaction = await beginTransaction(target)
          await ledger.begin(part, transaction)
          const writer = new ObjectWriter(target, rule)
          const hash = new PartHash()
          const pieces = readFrom(readObjects(session, objects))
          let told = 0
          for await (const piece of pieces) {
            hash.piece(piece)
            await writer.write(piece)
            if (hash.bytes - told < toldEvery) continue
            told = hash.bytes
            emit({ type: 'moving', table, part: part.part, bytes: told })
          }
          const facts = await sourceFailing(() => readObjectFacts(session, objects))
          await writeObjectFacts(target, facts, { roles, comments: rule.decision === 'keep' })
          const rows = objects.length
          const rowsMasked = rule.decision === 'keep' ? 0 : rows
          return {
            table,
            part: part.part,
            rows,
            rowsMasked,
            values: {},
            bytes: hash.bytes,
            hash: hash.end(facts),
            transaction,
          }
        },
        { signal },
      ),
    { largeObjects: true },
  )
  await ledger.finish(done)
  return done
}

/** What a part has left of itself, whatever became of its transaction. */
async function removePart(
  { context, staging }: ObjectCopy,
  part: ChunkName & { readonly transaction: string | undefined },
): Promise<void> {
  if (part.transaction !== undefined) await outcome(staging, part.transaction)
  await staging.transaction(async (transaction) => {
    await beginTransaction(transaction)
    await transaction.query(
      'select pg_catalog.lo_unlink(oid) from pg_catalog.pg_largeobject_metadata where oid between $1::oid and $2::oid',
      [...boundsOf(part)],
    )
  })
  await context.ledger.forget(part)
}

async function hashOf(session: Session, { objects }: ObjectPart): Promise<string> {
  const hash = new PartHash()
  for await (const piece of readFrom(readObjects(session, objects))) hash.piece(piece)
  return hash.end(await sourceFailing(() => readObjectFacts(session, objects)))
}

class PartHash {
  bytes = 0
  readonly #hash = createHash('sha256')

  piece({ object, at, bytes }: ObjectPiece): void {
    this.bytes += bytes.length
    this.#hash.update(`${object} ${at} ${bytes.length}\n`).update(bytes)
  }

  end(facts: readonly ObjectFacts[]): string {
    return this.#hash.update(JSON.stringify(facts)).digest('hex').slice(0, 32)
  }
}

async function* readFrom(pieces: AsyncIterable<ObjectPiece>): AsyncGenerator<ObjectPiece> {
  const iterator = pieces[Symbol.asyncIterator]()
  for (;;) {
    const step = await sourceFailing(() => iterator.next())
    if (step.done) return
    yield step.value
  }
}

async function sourceFailing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    throw new SourceFailure(thrown)
  }
}
