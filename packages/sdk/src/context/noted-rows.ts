import type { SchemaDefinition } from '../catalog/definition.ts'
import type { Session } from '../database/adapter.ts'
import { FactoryTables } from '../fill/factories/factory-tables.ts'
import { removeRows } from '../fill/factories/remove-rows.ts'
import type { Entry, RunLedger } from '../ledger/ledger.ts'
import { noteRows } from '../ledger/note-rows.ts'
import type { CleanupProblem } from './data-context.ts'

type Row = Readonly<Record<string, unknown>>

interface Noted {
  readonly table: string
  readonly key: readonly string[]
  readonly rows: readonly Row[]
  readonly entry: Entry
}

/** Rows that a test commits to a database which others use too: in the ledger before, and deleted at its end. */
export class NotedRows {
  readonly #ledger: RunLedger
  readonly #url: string
  readonly #testId: string
  readonly #noted = new Set<Noted>()

  constructor(ledger: RunLedger, url: string, testId: string) {
    this.#ledger = ledger
    this.#url = url
    this.#testId = testId
  }

  note(table: string, key: readonly string[], rows: readonly Row[]): () => void {
    if (rows.length === 0) return () => {}
    const entry = noteRows(this.#ledger, this.#url, table, key, rows, { testId: this.#testId })
    const noted = { table, key, rows, entry }
    this.#noted.add(noted)
    return () => {
      if (this.#noted.delete(noted)) entry.done()
    }
  }

  get isEmpty(): boolean {
    return this.#noted.size === 0
  }

  /** The rows are the test's no more: whoever wants to keep them has them. */
  letGo(): void {
    for (const { entry } of this.#noted) entry.done()
    this.#noted.clear()
  }

  /** Children first, whatever order they were made in. What cannot go stays in the ledger. */
  async remove(session: Session, schema: () => Promise<SchemaDefinition>): Promise<CleanupProblem[]> {
    const all = [...this.#noted]
    if (all.length === 0) return []
    const tables = new FactoryTables(await schema(), session.capabilities)
    const created = all.map(({ table, key, rows }) => ({ entity: table, key, rows }))
    const { gone, failures } = await removeRows(session, tables, created, {})
    all.forEach((noted, i) => {
      if (!gone[i]?.rows.every((row) => row)) return
      this.#noted.delete(noted)
      noted.entry.done()
    })
    return failures.map(({ entity, rows, code, reason }) => ({
      what: `rows of ${entity}`,
      code,
      message: `${rows} of ${entity} stayed: ${reason}`,
    }))
  }
}
