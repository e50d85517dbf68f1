import type { ForeignKey, Table } from '../../catalog/definition.ts'
import { keyOf } from '../../catalog/model/entity-names.ts'
import { attempt, attemptWhole, undone } from './attempt.ts'
import { breakingValues } from './breaking-values.ts'
import { isBy } from './is-by.ts'
import { insertText, isNull, type LiteralRow, nullLiteral, tableText, valuesOf, whereEqual } from './literal-row.ts'
import { told } from './refusal.ts'
import { settle } from './row-trial.ts'
import type { ForeignKeySubject } from './subject.ts'
import { accepted, broken, holds, noTrace, rowsOfBoth, type Trial, untested, type Verdict } from './trial.ts'

export const atCommitAlone = 'SQLite asks for it at COMMIT alone, and nothing is committed here'

/** A row that refers to nothing. */
export async function tryReference(trial: Trial, subject: ForeignKeySubject): Promise<Verdict> {
  const { key, table } = subject
  if (key.period) return untested('it refers to what stood there at a time, which no row is made for')
  if (trial.dialect === 'sqlite' && key.initiallyDeferred) return untested(atCommitAlone)
  const parent = parentOf(trial, key)
  if (!parent) return untested('the table that it refers to is not in this database')
  const [{ rows, reason }, { absent }] = await rowsOfBoth(trial, table, parent)
  return await settle(
    rows.flatMap((row) => orphans(row, key, table, [...absent, ...strangers(key, parent)])),
    (row) => tryOrphan(trial, subject, parent, row),
    reason ?? 'no row can be made that refers to nothing',
  )
}

async function tryOrphan(trial: Trial, subject: ForeignKeySubject, parent: Table, row: LiteralRow): Promise<Verdict> {
  const { session, dialect, definition } = trial
  const { key, table } = subject
  const values = valuesOf(row, key.columns)
  return await undone(session, async (inner) => {
    const there = await attempt(inner, existing(parent, key.references.columns, values, dialect))
    if (!there.accepted || there.answers.length > 0) return untested('what it was to refer to is there')
    const other = dialect === 'sqlite' ? await otherBroken(trial, subject, row) : undefined
    if (other !== undefined) return untested(`it cannot be told from ${other}, which the same row breaks`)
    const outcome = await attemptWhole(inner, insertText(table, row, dialect))
    if (!outcome.accepted)
      return isBy(outcome.refusal, subject, definition)
        ? holds()
        : untested(`refused by ${told(outcome.refusal)} first`)
    const written = await attempt(inner, existing(table, key.columns, values, dialect))
    const orphaned = await attempt(inner, existing(parent, key.references.columns, values, dialect))
    const left = written.accepted && written.answers.length > 0 && orphaned.accepted && orphaned.answers.length === 0
    return left ? broken(accepted) : untested(noTrace)
  })
}

/** Where the engine names no key: another of the table that the row breaks too. */
async function otherBroken(
  { session, dialect, definition }: Trial,
  { table, key }: ForeignKeySubject,
  row: LiteralRow,
): Promise<string | undefined> {
  for (const one of table.constraints) {
    if (one.kind !== 'foreign key' || one.name === key.name || isNull(row, one.columns)) continue
    const parent = definition.tables.find((other) => keyOf(other) === keyOf(one.references))
    const values = valuesOf(row, one.columns)
    if (!parent) return one.name
    const there = await attempt(session, existing(parent, one.references.columns, values, dialect))
    const itself = keyOf(parent) === keyOf(table) && valuesOf(row, one.references.columns).join() === values.join()
    if (!itself && there.accepted && there.answers.length === 0) return one.name
  }
  return undefined
}

/** First those that leave columns alone which other keys refer by too. */
function orphans(row: LiteralRow, key: ForeignKey, table: Table, absent: readonly LiteralRow[]): LiteralRow[] {
  const elsewhere = sharedColumns(key, table)
  const own = key.columns.filter((column) => !elsewhere.has(column))
  const point = (columns: readonly string[]) =>
    absent.map((parent) => {
      const values = key.columns.map(
        (column, i) => [column, parent[key.references.columns[i] ?? ''] ?? nullLiteral] as const,
      )
      return { ...row, ...Object.fromEntries(values.filter(([column]) => columns.includes(column))) }
    })
  const all = [...(own.length > 0 && own.length < key.columns.length ? point(own) : []), ...point(key.columns)]
  return all.filter((one) => !isNull(one, key.columns))
}

/** Columns that other keys of a table refer by, too. */
export function sharedColumns(key: ForeignKey, table: Table): Set<string> {
  return new Set(
    table.constraints.flatMap((one) => (one.kind === 'foreign key' && one.name !== key.name ? one.columns : [])),
  )
}

/** Values that hardly any row has, for where all rows that could be there are there. */
function strangers(key: ForeignKey, parent: Table): LiteralRow[] {
  const [name, ...more] = key.references.columns
  const column = parent.columns.find((one) => one.name === name)
  if (!column || name === undefined || more.length > 0) return []
  return breakingValues(column.type, [])
    .filter((value) => value !== nullLiteral)
    .map((value) => ({ [name]: value }))
}

export function parentOf({ definition }: Trial, { references }: ForeignKey): Table | undefined {
  return definition.tables.find((one) => keyOf(one) === keyOf(references))
}

export function existing(
  table: Table,
  columns: readonly string[],
  values: readonly string[],
  dialect: Trial['dialect'],
): string {
  return `select 1 as "there" from ${tableText(table, dialect)} where ${whereEqual(columns, values, dialect)} limit 1`
}
