import type { TableMask } from '../../anonymize/compiled-policy.ts'
import type { CopyContext } from '../copy-context.ts'
import { chunkKey, type DoneChunk } from '../copy-ledger.ts'
import { ContentHash } from '../sqlite/content-hash.ts'
import type { RowMask } from '../sqlite/row-mask.ts'
import type { StoredValue } from '../sqlite/stored-value.ts'
import { TableTally } from '../sqlite/table-tally.ts'

/** Rows as they come from the source, and how many bytes they are. */
export interface SourceBatch {
  readonly rows: readonly StoredValue[][]
  readonly bytes: number
}

export interface WholeTable {
  readonly context: CopyContext
  /** As the plan names it. */
  readonly name: string
  readonly policy: TableMask
  readonly mask: RowMask
  read(): AsyncIterable<SourceBatch>
  /** Empties the table in the target, then writes the rows, all in one transaction. */
  replace(batches: AsyncIterable<readonly StoredValue[][]>): Promise<void>
}

/** A table is one chunk: a run that ended within it copies it again, and one that is done is read again and compared. */
export async function copyWholeTable(table: WholeTable): Promise<void> {
  const { context, name, policy, mask } = table
  const { ledger, selections, emit } = context
  const tally = new TableTally(policy)
  const chunk = { table: name, part: selections.has(name) ? 'selection' : 'all' }
  const done = ledger.done.get(chunkKey(chunk))
  if (done !== undefined && (await isSame(table, done))) tally.add(done)
  else {
    if (done) await ledger.forget(done)
    await ledger.begin(chunk)
    const counted = new CountedRows(table.read())
    mask.count()
    await table.replace(counted.rows())
    const finished = { ...chunk, ...counted.count(), ...mask.count(), transaction: undefined }
    await ledger.finish(finished)
    tally.add(finished)
    emit({ type: 'copied', table: name, rows: finished.rows, bytes: finished.bytes, again: done !== undefined })
  }
  emit({ type: 'table', statistics: tally.statistics() })
}

async function isSame(table: WholeTable, { hash }: DoneChunk): Promise<boolean> {
  const counted = new CountedRows(table.read())
  for await (const _ of counted.rows());
  return counted.count().hash === hash
}

class CountedRows {
  readonly #batches: AsyncIterable<SourceBatch>
  readonly #hash = new ContentHash()
  #rows = 0
  #bytes = 0

  constructor(batches: AsyncIterable<SourceBatch>) {
    this.#batches = batches
  }

  async *rows(): AsyncGenerator<readonly StoredValue[][], void, undefined> {
    for await (const { rows, bytes } of this.#batches) {
      this.#hash.add(rows)
      this.#rows += rows.length
      this.#bytes += bytes
      yield rows
    }
  }

  count(): { rows: number; bytes: number; hash: string } {
    return { rows: this.#rows, bytes: this.#bytes, hash: this.#hash.digest() }
  }
}
