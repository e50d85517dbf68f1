import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { analyzeSchema } from '../../catalog/analyze.ts'
import type { Database, Session } from '../../database/adapter.ts'
import { parseUrl } from '../../database/url.ts'
import { UnderstudyError } from '../../errors.ts'
import type { CleanupFailure } from '../../factory/cleanup.ts'
import { columnNamed, FactoryTables } from '../../fill/factories/factory-tables.ts'
import { removeRows } from '../../fill/factories/remove-rows.ts'
import { jsonOfRows } from '../../fill/factories/row-json.ts'
import { statementColumn, statements } from '../../fill/factories/statements.ts'
import type { ResourceOf } from '../resource.ts'
import { isMissingDatabase } from '../sweep-connections.ts'
import type { Outcome } from '../sweep-report.ts'
import type { Around } from './around.ts'
import { leftBecause } from './left-because.ts'

type Rows = ResourceOf<'rows'>
export type RowsOutcome = Outcome & {
  /** Where only a part could be removed: the rest. */
  readonly remaining?: Rows | undefined
}

/** Rows of one database go together, children first, whichever runs they are of. Answers for each entry, in order. */
export async function removeNotedRows(entries: readonly Rows[], around: Around): Promise<readonly RowsOutcome[]> {
  const byEntry = new Map<Rows, RowsOutcome>()
  for (const url of new Set(entries.map(({ database }) => database))) {
    const own = entries.filter(({ database }) => database === url)
    const answers = await answersOf(url, own, around)
    own.forEach((entry, i) => void byEntry.set(entry, answers[i]!))
  }
  return entries.map((entry) => byEntry.get(entry)!)
}

async function answersOf(url: string, entries: readonly Rows[], around: Around): Promise<readonly RowsOutcome[]> {
  const gone = entries.map((): RowsOutcome => ({ outcome: 'gone' }))
  if (isNowhere(url)) return gone
  try {
    const database = await around.connections.to(url)
    const tables = new FactoryTables(await analyzeSchema(database), database.capabilities)
    const known = entries.map((entry) => fits(tables, entry))
    const there = entries.filter((_, i) => known[i] === true)
    const found = await (around.dryRun ? look(database, tables, there) : remove(database, tables, there))
    return known.map((one, i) => (one === true ? found.shift()! : one === false ? gone[i]! : one))
  } catch (thrown) {
    if (isMissingDatabase(thrown)) return gone
    const left = leftBecause(thrown, around.signal)
    return entries.map(() => left)
  }
}

/** A database in memory was the process' own, and one in a file went with the file. */
function isNowhere(url: string): boolean {
  const { engine, target } = parseUrl(url)
  if (engine === 'postgres') return false
  return target === '' || !existsSync(engine === 'pglite' ? join(target, 'PG_VERSION') : target)
}

/** False where the table is gone, and the rows with it; an answer where the table is not what it was. */
function fits(tables: FactoryTables, { table: name, key }: Rows): boolean | RowsOutcome {
  try {
    const table = tables.named(name)
    const missing = key.find((column) => columnNamed(table, column) === undefined)
    if (key.length > 0 && missing === undefined) return true
    return { outcome: 'left', reason: `the table ${name} has no longer the key that its rows were noted by` }
  } catch (thrown) {
    if (thrown instanceof UnderstudyError && thrown.code === 'TABLE_UNKNOWN') return false
    throw thrown
  }
}

async function remove(database: Database, tables: FactoryTables, entries: readonly Rows[]): Promise<RowsOutcome[]> {
  const created = entries.map(({ table, key, rows }) => ({ entity: table, key, rows }))
  const { gone, failures } = await removeRows(database, tables, created, {})
  return entries.map((entry, i) => {
    const { rows, deleted } = gone[i]!
    const remaining = entry.rows.filter((_, at) => !rows[at])
    if (remaining.length > 0) {
      const own = failures.filter(({ entity }) => tables.named(entity) === tables.named(entry.table))
      return { outcome: 'left', reason: reasonOf(remaining.length, own), remaining: { ...entry, rows: remaining } }
    }
    return deleted === 0 ? { outcome: 'gone' } : { outcome: 'removed', rows: deleted }
  })
}

function reasonOf(count: number, failures: readonly CleanupFailure[]): string {
  const reasons = [...new Set(failures.map(({ reason }) => reason))]
  return `${count} ${count === 1 ? 'row' : 'rows'}: ${reasons.join('; ')}`
}

async function look(session: Session, tables: FactoryTables, entries: readonly Rows[]): Promise<RowsOutcome[]> {
  const made = statements[session.dialect]
  const answers: RowsOutcome[] = []
  for (const { table: name, key, rows } of entries) {
    const table = tables.named(name)
    const columns = key.map((field) => statementColumn(table, field, rows))
    const placed = rows.map((row, place) => [...key.map((field) => row[field]), place])
    const found = await session.query(made.find(table, columns), [jsonOfRows(placed, made.form)])
    answers.push(found.length === 0 ? { outcome: 'gone' } : { outcome: 'would be removed', rows: found.length })
  }
  return answers
}
