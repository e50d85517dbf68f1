import type { ForeignKey, Table } from '../../catalog/definition.ts'
import { quoting } from '../../database/quote.ts'
import { attempt } from './attempt.ts'
import { tableText } from './literal-row.ts'
import type { Subject } from './subject.ts'
import { broken, type Trial, type Verdict } from './trial.ts'
import { parentOf } from './try-reference.ts'

/**
 * Rows that stand there and break what nobody has held against them: NOT VALID constraints, and in SQLite foreign keys,
 * which hold only for connections that ask for it. Undefined where there are none, or nothing to look for.
 */
export async function standingBreaches(trial: Trial, subject: Subject): Promise<Verdict | undefined> {
  const query = queryFor(trial, subject)
  if (query === undefined) return undefined
  const outcome = await attempt(trial.session, query)
  const count = outcome.accepted ? Number(outcome.answers[0]?.n ?? 0) : 0
  if (count === 0) return undefined
  const rows = count === 1 ? 'a row stands there that breaks it' : `${count} rows stand there that break it`
  return broken(trial.dialect === 'sqlite' ? rows : `${rows}: it is NOT VALID`, 0)
}

/** What to add to a verdict that was found by rows of one's own. */
export function trusted(subject: Subject): string | null {
  return isTrusted(subject) ? null : 'it is NOT VALID, but no row that stands there breaks it'
}

function isTrusted(subject: Subject): boolean {
  switch (subject.kind) {
    case 'check':
    case 'domain':
    case 'not null':
      return subject.valid
    case 'foreign key':
      return subject.key.valid
    default:
      return true
  }
}

function queryFor(trial: Trial, subject: Subject): string | undefined {
  const { dialect } = trial
  const { quoteIdentifier } = quoting[dialect]
  const table = tableText(subject.table, dialect)
  const count = (where: string) => `select count(*) as "n" from ${table} where ${where}`
  if (subject.kind === 'foreign key') {
    const { key, side } = subject
    if (side === 'delete' || key.period || (key.valid && dialect === 'postgres')) return undefined
    const parent = parentOf(trial, key)
    return parent && orphansOf(subject.table, key, parent, trial)
  }
  if (isTrusted(subject)) return undefined
  if (subject.kind === 'not null') return count(`${quoteIdentifier(subject.column.name)} is null`)
  if (subject.kind === 'check') return count(`not (${subject.expression})`)
  if (subject.kind !== 'domain' || subject.expression === null) return undefined
  const value = quoteIdentifier(subject.column.name)
  const over = `(select ${value} as "value" from ${table}) as "of_domain"`
  return `select count(*) as "n" from ${over} where not (${subject.expression})`
}

function orphansOf(table: Table, key: ForeignKey, parent: Table, { dialect }: Trial): string {
  const { quoteIdentifier } = quoting[dialect]
  const own = key.columns.map((name) => `c.${quoteIdentifier(name)}`)
  const referred = key.references.columns.map((name) => `p.${quoteIdentifier(name)}`)
  const told = own.map((column) => `${column} is not null`).join(' and ')
  const same = own.map((column, i) => `${referred[i]} = ${column}`).join(' and ')
  return `select count(*) as "n" from ${tableText(table, dialect)} c where ${told} and not exists (select 1 from ${tableText(parent, dialect)} p where ${same})`
}
