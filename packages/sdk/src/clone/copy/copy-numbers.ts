import type { CloneEvent } from '../clone-event.ts'
import type { CloneLog, TableStatistics } from '../clone-operation.ts'
import { type CopyLedger, chunkKey, type DoneChunk } from '../copy-ledger.ts'
import { type DataTable, tableName } from '../plan/data-tables.ts'
import type { Chunk } from './chunk.ts'
import type { CopyReport } from './copy-report.ts'

/** Counts what is copied and tells of it. */
export class CopyNumbers {
  #bytesAgain = 0
  readonly #tables: readonly DataTable[]
  readonly #ledger: CopyLedger
  readonly #emit: (event: CloneEvent) => void
  /** How many chunks of each table are still to come. */
  readonly #missing = new Map<string, number>()

  constructor(tables: readonly DataTable[], ledger: CopyLedger, emit: (event: CloneEvent) => void) {
    this.#tables = tables
    this.#ledger = ledger
    this.#emit = emit
  }

  expect(chunks: readonly Chunk[]): void {
    this.#missing.clear()
    for (const { data } of chunks) this.#count(tableName(data.root), 1)
    for (const { root } of this.#tables) {
      const name = tableName(root)
      if (this.#missing.has(name)) continue
      this.#missing.set(name, 0)
      this.#emit({ type: 'table', statistics: this.#statistics(name) })
    }
  }

  standing(chunks: readonly Chunk[]): void {
    for (const chunk of chunks) {
      const done = this.#ledger.done.get(chunkKey(chunk))
      if (done !== undefined) this.copied(chunk, done, false)
    }
  }

  copied({ data }: Chunk, { rows, bytes }: DoneChunk, again: boolean): void {
    const table = tableName(data.root)
    if (again) this.#bytesAgain += bytes
    this.#emit({ type: 'copied', table, rows, bytes, again })
    if (this.#count(table, -1) === 0) this.#emit({ type: 'table', statistics: this.#statistics(table) })
  }

  log(level: CloneLog['level'], message: string): void {
    this.#emit({ type: 'log', log: { at: new Date(), level, message } })
  }

  report(): CopyReport {
    const names = new Set(this.#tables.map(({ root }) => tableName(root)))
    const tables = [...names].map((name) => this.#statistics(name))
    const sum = (of: (table: TableStatistics) => number) => tables.reduce((total, table) => total + of(table), 0)
    return {
      tables,
      rows: sum(({ rows }) => rows),
      rowsMasked: sum(({ rowsMasked }) => rowsMasked),
      bytes: sum(({ bytes }) => bytes),
      bytesAgain: this.#bytesAgain,
    }
  }

  #count(table: string, change: number): number {
    const count = (this.#missing.get(table) ?? 0) + change
    this.#missing.set(table, count)
    return count
  }

  #statistics(name: string): TableStatistics {
    const parts = this.#tables.filter(({ root }) => tableName(root) === name)
    const names = new Set(parts.map((part) => part.name))
    const done = [...this.#ledger.done.values()].filter(({ table }) => names.has(table))
    const sum = (of: (chunk: DoneChunk) => number) => done.reduce((total, chunk) => total + of(chunk), 0)
    const rules = parts[0]?.mask.columns ?? []
    return {
      table: name,
      group: parts[0]?.mask.group,
      rows: sum(({ rows }) => rows),
      rowsMasked: sum(({ rowsMasked }) => rowsMasked),
      bytes: sum(({ bytes }) => bytes),
      rules: rules.flatMap(({ name: column, transform, mask }) =>
        mask === undefined
          ? []
          : [{ column, transform: transform?.name ?? 'custom', values: sum(({ values }) => values[column] ?? 0) }],
      ),
    }
  }
}
