import { quoting } from '../../database/quote.ts'
import { attemptWhole, undone } from './attempt.ts'
import { isBy } from './is-by.ts'
import { insertText, type LiteralRow, nullLiteral } from './literal-row.ts'
import { told } from './refusal.ts'
import { settle } from './row-trial.ts'
import type { GeneratedSubject } from './subject.ts'
import { broken, holds, type Trial, untested, type Verdict } from './trial.ts'

/** A value of one's own for a column that the database computes or numbers always. */
export async function tryGenerated(trial: Trial, subject: GeneratedSubject): Promise<Verdict> {
  const { rows, reason } = await trial.rowsFor(subject.table)
  return await settle(rows, (row) => tryOne(trial, subject, row), reason ?? 'no row can be made')
}

async function tryOne(trial: Trial, subject: GeneratedSubject, row: LiteralRow): Promise<Verdict> {
  const { session, dialect, definition } = trial
  const { table, column } = subject
  const wrong = await computedElse(trial, subject, row)
  if (wrong) return broken('a row that was accepted has another value than its expression gives')
  const own = { ...row, [column.name]: column.generated === null ? (row[column.name] ?? '1') : nullLiteral }
  const outcome = await undone(session, (inner) =>
    attemptWhole(inner, insertText(table, own, dialect, { overriding: false })),
  )
  if (outcome.accepted) return broken('a row that brings a value of its own was accepted')
  return isBy(outcome.refusal, subject, definition) ? holds() : untested(`refused by ${told(outcome.refusal)} first`)
}

/** Whether what the database computed differs from what the expression gives, in the column's own type. */
async function computedElse(trial: Trial, { table, column }: GeneratedSubject, row: LiteralRow): Promise<boolean> {
  const { session, dialect } = trial
  if (column.generated === null || dialect === 'sqlite') return false
  const name = quoting[dialect].quoteIdentifier(column.name)
  const expected = `cast((${column.generated.expression}) as ${column.databaseType})`
  const returning = `case when cast(${name} as text) is distinct from cast(${expected} as text) then 1 else 0 end as "broken"`
  const outcome = await undone(session, (inner) => attemptWhole(inner, insertText(table, row, dialect, { returning })))
  return outcome.accepted && outcome.answers.some((answer) => answer.broken === 1)
}
