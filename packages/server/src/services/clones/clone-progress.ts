import type { CloneEvent, CloneOperation, ClonePlan } from '@understudy/sdk/clone'
import type { CloneProgress, TableProgress } from './clone.ts'

/** More tables than this are told in sum only where they are looked at one by one: an event stays small. */
const mostTables = 1000

/** How far a clone is, table by table, out of what it says while it goes on. */
export class CloneWatch {
  readonly #tables = new Map<string, TableProgress>()
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
      this.#tables.set(event.table, { ...before, rows: before.rows + event.rows })
    }
    if (event.type === 'table') {
      const { table, rows, rowsMasked } = event.statistics
      this.#tables.set(table, { ...this.#of(table), rows, masked: rowsMasked, done: true })
    }
  }

  now(): CloneProgress {
    return {
      phase: this.#phase,
      progress: this.#progress,
      remainingSeconds: this.#remaining === undefined ? null : Math.round(this.#remaining / 1000),
      tables: [...this.#tables.values()].slice(0, mostTables),
    }
  }

  #of(table: string): TableProgress {
    return this.#tables.get(table) ?? { table, rows: 0, of: null, masked: 0, done: false }
  }
}
