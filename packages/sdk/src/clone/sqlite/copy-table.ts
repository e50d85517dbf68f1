import type { TableMask } from '../../anonymize/compiled-policy.ts'
import type { Session } from '../../database/adapter.ts'
import { refuseAborted } from '../../database/lane.ts'
import { sqliteFailure } from '../../database/sqlite/failure.ts'
import { quoteIdentifier } from '../../database/sqlite/quote.ts'
import type { RowSelection } from '../clone-plan.ts'
import type { CopyContext } from '../copy-context.ts'
import { chunkKey, type DoneChunk } from '../copy-ledger.ts'
import { ContentHash } from './content-hash.ts'
import { RowInserter } from './insert-rows.ts'
import { type RowBatch, type RowRange, readRows } from './read-rows.ts'
import { formOf, type RowMask, rowMask } from './row-mask.ts'
import type { StagingFile } from './staging-file.ts'
import { canonicalText, type StoredValue, storedLike } from './stored-value.ts'
import type { TableLayout } from './table-layout.ts'
import { TableTally } from './table-tally.ts'

/** What a killed process has to copy again at most. */
const chunkRows = 20_000

export interface TableCopy {
  readonly context: CopyContext
  readonly session: Session
  readonly staging: StagingFile
  /** As the plan names it. */
  readonly name: string
  readonly layout: TableLayout
  readonly policy: TableMask
  readonly selection: RowSelection | undefined
  /** As `pragma encoding` says it. */
  readonly encoding: string
}

type Moved = Omit<DoneChunk, 'table' | 'part'>

/**
 * Copies the rows of a table that are not there yet. Chunks that an earlier run has done are read again: those of which
 * the source has kept every row stay, the others are copied anew.
 */
export async function copyTable(copy: TableCopy): Promise<void> {
  const mover = new TableMover(copy)
  if (mover.inRanges) await mover.ranges()
  else await mover.whole()
  mover.finish()
}

class TableMover {
  readonly #copy: TableCopy
  readonly #mask: RowMask
  readonly #convert: (rows: readonly StoredValue[][]) => StoredValue[][]
  readonly #inserter: RowInserter
  readonly #numbered: boolean
  /** Rows are found by number in the copy too: nothing masks it. */
  readonly inRanges: boolean
  readonly #tally: TableTally

  constructor(copy: TableCopy) {
    const { layout, policy, staging, selection } = copy
    const names = layout.columns.map(({ name }) => name)
    this.#copy = copy
    this.#mask = rowMask(policy, names)
    this.#tally = new TableTally(policy)
    this.#convert = converter(this.#mask, policy, names)
    this.#numbered = layout.rowid !== undefined && layout.alias === undefined
    this.#inserter = new RowInserter(
      staging.sqlite,
      layout.name,
      this.#numbered && layout.rowid !== undefined ? [layout.rowid, ...names] : names,
    )
    const aliasMasked = this.#mask.places.some((place) => names[place] === layout.alias)
    this.inRanges = layout.rowid !== undefined && !aliasMasked && selection === undefined
  }

  /** Ranges of row numbers, each its own chunk: "after..to", where nothing stands for the first and the last number. */
  async ranges(): Promise<void> {
    const { context } = this.#copy
    const earlier = [...context.ledger.done.values()]
      .filter(({ table, part }) => table === this.#copy.name && part.includes('..'))
      .map((chunk) => ({ chunk, range: rangeOf(chunk.part) }))
      .sort((a, b) => compare(a.range.after, b.range.after))
    let after: bigint | undefined
    // Written by a process that died before it could note so.
    let resumed = [...context.ledger.pending.values()].some(({ table }) => table === this.#copy.name)
    for (const { chunk, range } of earlier) {
      if (!(await this.#stillSame(chunk, range))) await this.#range(range, true)
      after = range.to
      resumed = true
      if (range.to === undefined) return
    }
    for (;;) {
      const to = await this.#endAfter(after)
      await this.#range({ after, to }, resumed)
      if (to === undefined) return
      after = to
    }
  }

  /** One chunk: rows that cannot be found again by a range of the copy. */
  async whole(): Promise<void> {
    const { context, layout, selection } = this.#copy
    const name = { table: this.#copy.name, part: selection === undefined ? 'all' : 'selection' }
    const done = context.ledger.done.get(chunkKey(name))
    if (done && (await this.#stillSame(done, {}))) return
    if (done) await context.ledger.forget(done)
    await context.ledger.begin(name)
    const { sqlite } = this.#copy.staging
    const moved = await this.#inTransaction(async () => {
      sqlite.prepare(`delete from main.${quoteIdentifier(layout.name)}`).run()
      return await this.#move(this.#selected())
    })
    await this.#done({ ...name, ...moved }, done !== undefined)
  }

  finish(): void {
    this.#copy.context.emit({ type: 'table', statistics: this.#tally.statistics() })
  }

  /** @param mayStand rows of it may be in the copy already, of an earlier run. */
  async #range(range: RowRange, mayStand: boolean): Promise<void> {
    const { ledger } = this.#copy.context
    const name = { table: this.#copy.name, part: partOf(range) }
    const known = ledger.done.get(chunkKey(name))
    if (known) await ledger.forget(known)
    await ledger.begin(name)
    const moved = await this.#inTransaction(async () => {
      if (mayStand) this.#remove(range)
      return await this.#move(this.#read(range))
    })
    await this.#done({ ...name, ...moved }, known !== undefined)
  }

  /** The number of the row that a chunk after this one ends with; undefined where fewer rows are left. */
  async #endAfter(after: bigint | undefined): Promise<bigint | undefined> {
    const { session, layout } = this.#copy
    const number = quoteIdentifier(layout.rowid ?? '')
    const [end] = await session.query<{ r: number | bigint }>(
      `select ${number} as r from main.${quoteIdentifier(layout.name)}${after === undefined ? '' : ` where ${number} > ${after}`} order by ${number} limit 1 offset ${chunkRows - 1}`,
    )
    return end && BigInt(end.r)
  }

  #remove(range: RowRange): void {
    const { layout, staging } = this.#copy
    const number = quoteIdentifier(layout.rowid ?? '')
    const conditions = [
      ...(range.after === undefined ? [] : [`${number} > ${range.after}`]),
      ...(range.to === undefined ? [] : [`${number} <= ${range.to}`]),
    ]
    const where = conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`
    staging.sqlite.prepare(`delete from main.${quoteIdentifier(layout.name)}${where}`).run()
  }

  async #stillSame(chunk: DoneChunk, range: RowRange): Promise<boolean> {
    const hash = new ContentHash()
    for await (const { rows } of chunk.part === 'selection' ? this.#selected() : this.#read(range)) hash.add(rows)
    if (hash.digest() !== chunk.hash) return false
    this.#tally.add(chunk)
    return true
  }

  async #move(batches: AsyncIterable<RowBatch>): Promise<Moved> {
    const hash = new ContentHash()
    let [rows, bytes] = [0, 0]
    this.#mask.count()
    for await (const batch of batches) {
      hash.add(batch.rows)
      const converted = this.#convert(batch.rows)
      try {
        this.#inserter.insert(
          this.#numbered ? converted.map((row, at) => [batch.rowids[at] ?? null, ...row]) : converted,
        )
      } catch (thrown) {
        throw sqliteFailure(thrown, `copy ${this.#copy.layout.name}`)
      }
      rows += batch.rows.length
      bytes += batch.bytes
    }
    return { rows, bytes, hash: hash.digest(), transaction: undefined, ...this.#mask.count() }
  }

  async *#read(range: RowRange): AsyncGenerator<RowBatch, void, undefined> {
    const { session, layout, encoding, context } = this.#copy
    for await (const batch of readRows(session, layout, encoding, range)) {
      refuseAborted(context.signal)
      yield batch
      // SQLite leaves the process no breath of its own: signals and timers come through here.
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  async *#selected(): AsyncGenerator<RowBatch, void, undefined> {
    const { selection } = this.#copy
    if (selection === undefined) yield* this.#read({})
    else for await (const condition of selection.conditions()) yield* this.#read({ condition })
  }

  async #inTransaction<T>(work: () => Promise<T>): Promise<T> {
    const { sqlite } = this.#copy.staging
    sqlite.exec('begin immediate')
    try {
      const result = await work()
      sqlite.exec('commit')
      return result
    } catch (thrown) {
      if (sqlite.inTransaction) sqlite.exec('rollback')
      throw thrown
    }
  }

  async #done(chunk: DoneChunk, again: boolean): Promise<void> {
    const { table, rows, bytes } = chunk
    await this.#copy.context.ledger.finish(chunk)
    this.#tally.add(chunk)
    this.#copy.context.emit({ type: 'copied', table, rows, bytes, again })
  }
}

/** Rows as they are written; those that nothing masks are the ones that were read. */
function converter(mask: RowMask, policy: TableMask, names: readonly string[]) {
  const forms = names.map((name) => formOf(policy, name))
  return (rows: readonly StoredValue[][]): StoredValue[][] => {
    if (mask.places.length === 0) return [...rows]
    return rows.map((row) => {
      const written = [...row]
      mask.row(
        (place) => canonicalText(row[place] ?? null, forms[place]),
        (place, text) => {
          written[place] = storedLike(text, row[place] ?? null, forms[place])
        },
      )
      return written
    })
  }
}

function partOf({ after, to }: RowRange): string {
  return `${after ?? ''}..${to ?? ''}`
}

function rangeOf(part: string): RowRange {
  const [after = '', to = ''] = part.split('..')
  return { after: after === '' ? undefined : BigInt(after), to: to === '' ? undefined : BigInt(to) }
}

function compare(a: bigint | undefined, b: bigint | undefined): number {
  if (a === undefined || b === undefined) return Number(b === undefined) - Number(a === undefined)
  return a < b ? -1 : a > b ? 1 : 0
}
