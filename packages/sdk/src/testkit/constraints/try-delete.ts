import type { ForeignKey, Table } from '../../catalog/definition.ts'
import { keyOf } from '../../catalog/model/entity-names.ts'
import type { Session } from '../../database/adapter.ts'
import { askDeferred, attempt, type Outcome, undone } from './attempt.ts'
import { isBy } from './is-by.ts'
import { insertText, isNull, type LiteralRow, nullLiteral, tableText, valuesOf, whereEqual } from './literal-row.ts'
import { told } from './refusal.ts'
import { settle } from './row-trial.ts'
import type { ForeignKeySubject } from './subject.ts'
import { broken, holds, noTrace, rowsOfBoth, type Trial, untested, type Verdict } from './trial.ts'
import { atCommitAlone, existing, parentOf, sharedColumns } from './try-reference.ts'

const heldElsewhere =
  'other keys refer by the same columns: what is there for them holds on to the row that was to be deleted'

interface Pair {
  readonly parent: LiteralRow
  readonly child: LiteralRow
}

/** A row that another refers to is deleted: what then becomes of both. */
export async function tryDelete(trial: Trial, subject: ForeignKeySubject): Promise<Verdict> {
  const { key, table } = subject
  if (key.period) return untested('it refers to what stood there at a time, which no row is made for')
  const atCommit = key.initiallyDeferred && key.onDelete === 'no action'
  if (trial.dialect === 'sqlite' && atCommit) return untested(atCommitAlone)
  const parentTable = parentOf(trial, key)
  if (!parentTable) return untested('the table that it refers to is not in this database')
  const twin = sameReference(key, table)
  if (twin !== undefined && trial.dialect === 'sqlite')
    return untested(`it cannot be told from ${twin}, which says the same`)
  const [children, parents] = await rowsOfBoth(trial, table, parentTable)
  return await settle(
    pairs(parents.rows, children.rows, key, table),
    (pair) => tryPair(trial, subject, parentTable, pair),
    parents.reason ?? children.reason ?? heldElsewhere,
  )
}

function pairs(parents: readonly LiteralRow[], children: readonly LiteralRow[], key: ForeignKey, table: Table): Pair[] {
  const shared = sharedColumns(key, table)
  const itself = keyOf(key.references) === keyOf(table)
  return parents.flatMap((row) =>
    children.flatMap((other): Pair[] => {
      if (itself && row === other) return []
      const isKept = (column: string): boolean => shared.has(column) && !isNull(other, [column])
      if (key.columns.every(isKept)) return []
      const parent = { ...row }
      const child = { ...other }
      key.columns.forEach((column, i) => {
        const referred = key.references.columns[i] ?? ''
        // What another key refers by as well stays as it is, and the parent follows.
        if (isKept(column)) parent[referred] = other[column] ?? nullLiteral
        else child[column] = row[referred] ?? nullLiteral
      })
      return isNull(child, key.columns) ? [] : [{ parent, child }]
    }),
  )
}

async function tryPair(
  trial: Trial,
  subject: ForeignKeySubject,
  parentTable: Table,
  { parent, child }: Pair,
): Promise<Verdict> {
  const { session, dialect, definition } = trial
  const { key, table } = subject
  const values = valuesOf(child, key.columns)
  return await undone(session, async (inner) => {
    for (const [into, row] of [
      [parentTable, parent],
      [table, child],
    ] as const) {
      const outcome = await attempt(inner, insertText(into, row, dialect))
      if (!outcome.accepted) return untested(`a row that was to pass was refused by ${told(outcome.refusal)}`)
      if (outcome.answers.length === 0) return untested(noTrace)
    }
    const ready = await askOnce(inner, key)
    if (!ready.accepted) return untested(`a row that was to pass was refused by ${told(ready.refusal)}`)
    const before = await standing(inner, table, child, key)
    const where = whereEqual(key.references.columns, values, dialect)
    const outcome = await attempt(
      inner,
      `delete from ${tableText(parentTable, dialect)} where ${where} returning 1 as "gone"`,
    )
    const whole = outcome.accepted ? await askDeferred(inner) : outcome
    if (!whole.accepted) {
      if (!isBy(whole.refusal, subject, definition)) return untested(`refused by ${told(whole.refusal)} first`)
      return refuses(key) ? holds() : broken(`ON DELETE ${key.onDelete.toUpperCase()} refused the deletion`)
    }
    const stays = await attempt(inner, existing(parentTable, key.references.columns, values, dialect))
    const refers = await attempt(inner, existing(table, key.columns, values, dialect))
    if (!stays.accepted || stays.answers.length > 0 || !refers.accepted) return untested(noTrace)
    if (refers.answers.length > 0) return broken('a row was deleted that another refers to, which refers to it still')
    const after = await standing(inner, table, child, key)
    return judged(key, before, after)
  })
}

function refuses({ onDelete }: ForeignKey): boolean {
  // The row that SET DEFAULT refers to may not be there, and then the key refuses it.
  return onDelete === 'no action' || onDelete === 'restrict' || onDelete === 'set default'
}

/** By how many rows there are that were the child. */
function judged({ onDelete }: ForeignKey, before: number | undefined, after: number | undefined): Verdict {
  const gone = before !== undefined && after !== undefined && after < before
  switch (onDelete) {
    case 'cascade':
      return before === undefined || gone ? holds() : broken('ON DELETE CASCADE left the row that referred to it')
    case 'set null':
    case 'set default':
      return gone ? broken(`ON DELETE ${onDelete.toUpperCase()} took the row that referred to it`) : holds()
    case 'no action':
    case 'restrict':
      return gone ? broken('the row that referred to it went with it') : untested(noTrace)
  }
}

/** How many rows have the child's other values; undefined where it has none to know it by. */
async function standing(
  session: Session,
  table: Table,
  child: LiteralRow,
  key: ForeignKey,
): Promise<number | undefined> {
  const primary = table.constraints.find((one) => one.kind === 'primary key')
  const columns = primary?.kind === 'primary key' ? primary.columns.filter((name) => !key.columns.includes(name)) : []
  if (columns.length === 0 || isNull(child, columns)) return undefined
  const where = whereEqual(columns, valuesOf(child, columns), session.dialect)
  const [row] = await session.query<{ n: number }>(
    `select count(*) as n from ${tableText(table, session.dialect)} where ${where}`,
  )
  return row?.n ?? 0
}

/** Asks for what was put off, and puts off again what puts itself off; in SQLite that would be every key, for good. */
async function askOnce(session: Session, { initiallyDeferred }: ForeignKey): Promise<Outcome> {
  const outcome = await askDeferred(session)
  if (!outcome.accepted || !initiallyDeferred || session.dialect === 'sqlite') return outcome
  await session.execute(session.capabilities.deferConstraints)
  return outcome
}

function sameReference(key: ForeignKey, table: Table): string | undefined {
  const says = (one: ForeignKey) => JSON.stringify([one.columns, keyOf(one.references), one.references.columns])
  return table.constraints.find((one) => one.kind === 'foreign key' && one.name !== key.name && says(one) === says(key))
    ?.name
}
