import { quoting } from '../../database/quote.ts'
import { familyOf } from './is-by.ts'
import { nullLiteral } from './literal-row.ts'
import { settle, tryRow } from './row-trial.ts'
import type { DomainSubject, NotNullSubject } from './subject.ts'
import { type Trial, untested, type Verdict } from './trial.ts'

/** Nothing where something must be. */
export async function tryNotNull(trial: Trial, subject: NotNullSubject | DomainSubject): Promise<Verdict> {
  const { table, column } = subject
  if (column.generated !== null) return untested('its value is computed, so no row can bring another')
  const { rows, reason } = await trial.rowsFor(table)
  const name = quoting[trial.dialect].quoteIdentifier(column.name)
  // A row without its key has no partition; in the partition itself it is only a row with a null.
  const leaf = familyOf(table, trial.definition).find(({ partitionKey }) => partitionKey === null)
  const places = leaf && leaf !== table ? [table, leaf] : [table]
  return await settle(
    places.flatMap((into) => rows.map((row) => ({ into, row: { ...row, [column.name]: nullLiteral } }))),
    ({ into, row }) => tryRow(trial, subject, row, `${name} is null`, into),
    reason ?? 'no row can be made',
  )
}
