import type { CleanupFailure, CleanupOptions, CleanupReport } from './cleanup.ts'
import type { Created, Row, Writer } from './writer.ts'

interface Entry {
  /** The factory that was asked. */
  readonly asked: string
  readonly entity: string
  readonly key: readonly string[]
  readonly rows: Row[]
}

/** What was created, in order: enough to find each row again, and nothing more. */
export class Ledger {
  #entries: Entry[] = []
  #cleaning: Promise<unknown> = Promise.resolve()

  /** Called before rows are written. The answer takes them back: where the writing failed, nothing was created. */
  note(asked: string, created: readonly Created[]): () => void {
    const entries = created.map(({ entity, key, rows }) => ({
      asked,
      entity,
      key,
      rows: rows.map((row) => keyOf(row, key)),
    }))
    this.#entries.push(...entries)
    return () => {
      this.#entries = this.#entries.filter((entry) => !entries.includes(entry))
    }
  }

  /** One cleaning at a time; what could not be deleted stays noted. */
  async cleanup(writer: Writer, options: CleanupOptions, asked?: string): Promise<CleanupReport> {
    const turn = this.#cleaning.then(() => this.#clean(writer, options, asked))
    this.#cleaning = turn.catch(() => {})
    return turn
  }

  async #clean(writer: Writer, options: CleanupOptions, asked: string | undefined): Promise<CleanupReport> {
    const mine = this.#entries.filter((entry) => asked === undefined || entry.asked === asked)
    if (mine.length === 0) return { deleted: {}, failures: [], complete: true }
    const { gone, failures } = await writer.remove(mine, options)
    const counts: Record<string, number> = {}
    mine.forEach((entry, i) => {
      const { rows, deleted } = gone[i]!
      counts[entry.entity] = (counts[entry.entity] ?? 0) + deleted
      const left = entry.rows.filter((_, row) => !rows[row])
      entry.rows.splice(0, entry.rows.length, ...left)
    })
    this.#entries = this.#entries.filter((entry) => entry.rows.length > 0)
    return { deleted: counts, failures: merged(failures), complete: failures.length === 0 }
  }
}

function keyOf(row: Row, key: readonly string[]): Row {
  const only: Record<string, unknown> = {}
  for (const field of key) only[field] = row[field]
  return only
}

function merged(failures: readonly CleanupFailure[]): CleanupFailure[] {
  const byReason = new Map<string, CleanupFailure>()
  for (const failure of failures) {
    const key = JSON.stringify([failure.entity, failure.code, failure.sqlstate, failure.reason])
    const known = byReason.get(key)
    byReason.set(key, known ? { ...known, rows: known.rows + failure.rows } : failure)
  }
  return [...byReason.values()]
}
