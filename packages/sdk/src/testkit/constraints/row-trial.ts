import type { Table } from '../../catalog/definition.ts'
import { attemptWhole, undone } from './attempt.ts'
import { isBy } from './is-by.ts'
import { insertText, type LiteralRow } from './literal-row.ts'
import { told } from './refusal.ts'
import type { Subject } from './subject.ts'
import { accepted, broken, holds, noTrace, type Trial, untested, type Verdict } from './trial.ts'

/** One row, asked on its way in whether it breaks the rule: SQL that is true where it does. */
export async function tryRow(
  trial: Trial,
  subject: Subject,
  row: LiteralRow,
  breaks: string,
  into: Table = subject.table,
): Promise<Verdict> {
  const { session, dialect, definition } = trial
  const returning = `case when ${breaks} then 1 else 0 end as "broken"`
  const outcome = await undone(session, (inner) => attemptWhole(inner, insertText(into, row, dialect, { returning })))
  if (!outcome.accepted) {
    return isBy(outcome.refusal, subject, definition) ? holds() : untested(`refused by ${told(outcome.refusal)} first`)
  }
  return outcome.answers.some((answer) => answer.broken === 1) ? broken(accepted) : untested(noTrace)
}

/** The first row of them that settles it; else why the others did not. */
export async function settle<Item>(
  items: Iterable<Item>,
  attempt: (item: Item) => Promise<Verdict>,
  otherwise: string,
): Promise<Verdict> {
  let last: Verdict | undefined
  for (const item of items) {
    const verdict = await attempt(item)
    if (verdict.verdict !== 'not tested') return verdict
    // That a value does not fit its type says less than what a rule said.
    if (!last || !isOfType(verdict)) last = verdict
  }
  return last ?? untested(otherwise)
}

/** A value that its type has no room for says nothing of a rule. */
export function isOfType({ reason }: Verdict): boolean {
  return /invalid value|limit exceeded/.test(reason ?? '')
}
