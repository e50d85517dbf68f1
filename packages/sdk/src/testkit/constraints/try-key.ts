import type { Session } from '../../database/adapter.ts'
import { keptApart } from './apart.ts'
import { attempt, attemptWhole, undone } from './attempt.ts'
import { breakingRows } from './breaking-rows.ts'
import { isBy } from './is-by.ts'
import { insertText, isNull, type LiteralRow, tableText, valuesOf, whereEqual } from './literal-row.ts'
import { told } from './refusal.ts'
import { settle } from './row-trial.ts'
import type { ExclusionSubject, KeySubject } from './subject.ts'
import { columnsIn } from './subjects-of.ts'
import { accepted, broken, holds, noTrace, type Trial, untested, type Verdict } from './trial.ts'
import { withReferences } from './with-references.ts'

/** Two rows that differ in all but what only one of them may have. */
export async function tryKey(trial: Trial, subject: KeySubject | ExclusionSubject): Promise<Verdict> {
  const shared = sharedColumns(subject)
  const before = await rowsWith(trial, subject, shared)
  // Where every parent has its child there may be a parent more.
  const again = before.full.length === 0 && before.rows.length > 0 && (await trial.layParents(subject.table))
  const { full, rows, reason } = again ? await rowsWith(trial, subject, shared) : before
  if (full.length === 0 && rows.length > 0) return untested('every row that can be made is null in it')
  return await settle(
    pairs(within(subject, full), rows).flatMap(([first, second]) =>
      keptApart(withValues(second, first, shared), first, shared, subject.table, rows).map(
        (row) => [first, row] as const,
      ),
    ),
    ([first, second]) => tryPair(trial, subject, first, second),
    reason ?? 'no row can be made',
  )
}

async function rowsWith(trial: Trial, subject: KeySubject | ExclusionSubject, columns: readonly string[]) {
  const prepared = await trial.rowsFor(subject.table)
  const nullsMeet = subject.kind !== 'exclusion' && subject.nullsNotDistinct
  const whole = nullsMeet ? prepared.rows : prepared.rows.filter((row) => !isNull(row, columns))
  const full = whole.length > 0 ? whole : await withReferences(trial, subject.table, prepared.rows, columns)
  return { ...prepared, full }
}

const mostPredicates = 60

/** Rows that a rule about some rows alone may be about; the rule says itself which. */
function within({ table, ...subject }: KeySubject | ExclusionSubject, rows: readonly LiteralRow[]): LiteralRow[] {
  const predicate = subject.kind === 'exclusion' ? subject.exclusion.predicate : subject.predicate
  const [row] = rows
  if (predicate === null || !row) return [...rows]
  const others = [...breakingRows(row, table, columnsIn(predicate, table), predicate)]
  return [...rows, ...others.slice(0, mostPredicates)]
}

/** A row with itself, where there is no other: then other keys refuse it as well. */
function pairs(firsts: readonly LiteralRow[], rows: readonly LiteralRow[]): (readonly [LiteralRow, LiteralRow])[] {
  const [only] = rows
  if (only === undefined || rows.length === 1) return firsts.map((first) => [first, first])
  return firsts.flatMap((first) => {
    const others = rows.filter((row) => row !== first)
    return (rows.includes(first) ? others : rows.slice(1)).map((second) => [first, second] as const)
  })
}

async function tryPair(
  trial: Trial,
  subject: KeySubject | ExclusionSubject,
  first: LiteralRow,
  second: LiteralRow,
): Promise<Verdict> {
  const { session, dialect, definition } = trial
  return await undone(session, async (inner) => {
    const before = await attempt(inner, insertText(subject.table, first, dialect))
    if (!before.accepted) return untested(`a row that was to pass was refused by ${told(before.refusal)}`)
    const outcome = await attemptWhole(inner, insertText(subject.table, second, dialect))
    if (!outcome.accepted)
      return isBy(outcome.refusal, subject, definition)
        ? holds()
        : untested(`refused by ${told(outcome.refusal)} first`)
    return (await isTwice(inner, subject, first, second)) ? broken(accepted) : untested(noTrace)
  })
}

/** Whether both rows stand there; of expressions and operators only the database knows what they make of them. */
async function isTwice(
  session: Session,
  subject: KeySubject | ExclusionSubject,
  first: LiteralRow,
  second: LiteralRow,
): Promise<boolean> {
  const plain = subject.kind !== 'exclusion' && subject.predicate === null && !subject.withoutOverlaps
  if (!plain || !subject.elements.every((element) => 'column' in element)) return false
  const { columns, table } = subject
  if (isNull(first, columns) || isNull(second, columns)) return false
  const [found] = await session.query<{ n: number }>(
    `select count(*) as n from ${tableText(table, session.dialect)} where ${whereEqual(columns, valuesOf(first, columns), session.dialect)}`,
  )
  return (found?.n ?? 0) > 1
}

/** Of an exclusion all that meets by being equal. */
function sharedColumns(subject: KeySubject | ExclusionSubject): string[] {
  const { table, columns } = subject
  if (subject.kind !== 'exclusion') {
    return subject.predicate === null ? [...columns] : [...columns, ...columnsIn(subject.predicate, table)]
  }
  const { elements, predicate } = subject.exclusion
  const meeting = elements
    .filter(({ operator }) => !/<>|!=/.test(operator))
    .flatMap((element) => ('column' in element ? [element.column] : columnsIn(element.expression, table)))
  return [...meeting, ...(predicate === null ? [] : columnsIn(predicate, table))]
}

function withValues(row: LiteralRow, from: LiteralRow, columns: readonly string[]): LiteralRow {
  const changed = { ...row }
  for (const column of columns) {
    const value = from[column]
    if (value !== undefined) changed[column] = value
  }
  return changed
}
