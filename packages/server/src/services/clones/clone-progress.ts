import type { CloneEvent, CloneOperation, ClonePlan } from '@understudy/sdk/clone'
import type { CloneProgress, TableProgress } from './clone.ts'

/** Of tables that an event tells of: the ones that rows have come to since the last one. All of them stand with the clone. */
const mostTold = 50
const mostTables = 2000

/** How far a clone is, table by table, out of what it says while it goes on. */
export class CloneWatch {
  readonly #tables = new Map<string, TableProgress>()
  readonly #changed = new Set<string>()
  #phase = 'checking'
  #progress = 0
  #remaining: number | undefined

  planned({ tables }: ClonePlan): void {
    for (const { policyTable, rows } of tables) {
      const before = this.#tables.get(policyTable)
      if (before) this.#tables.set(policyTable, { ...before, of: (before.of ?? 0) + rows })
      else this.#tables.set(policyTable, { table: policyTable, rows: 0, of: rows, masked: 0, done: false })
    }
  }

  heard(event: CloneEvent, { phase, progress }: CloneOperation, remaining: number | undefined): void {
    this.#phase = phase
    this.#progress = progress
    this.#remaining = remaining
    if (event.type === 'copied') {
      const before = this.#of(event.table)
      this.#set({ ...before, rows: before.rows + event.rows })
    }
    if (event.type === 'table') {
      const { table, rows, rowsMasked } = event.statistics
      this.#set({ ...this.#of(table), rows, masked: rowsMasked, done: true })
    }
  }

  /** What has happened since it was asked last. */
  news(): CloneProgress {
    const tables = [...this.#changed].slice(0, mostTold).map((name) => this.#of(name))
    this.#changed.clear()
    return { ...this.now(), tables }
  }

  now(): CloneProgress {
    return {
      phase: this.#phase,
      progress: this.#progress,
      remainingSeconds: this.#remaining === undefined ? null : Math.round(this.#remaining / 1000),
      tables: [...this.#tables.values()].slice(0, mostTables),
    }
  }

  #set(table: TableProgress): void {
    this.#tables.set(table.table, table)
    this.#changed.add(table.table)
  }

  #of(table: string): TableProgress {
    return this.#tables.get(table) ?? { table, rows: 0, of: null, masked: 0, done: false }
  }
}
