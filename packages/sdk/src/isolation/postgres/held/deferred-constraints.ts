import { quoteIdentifier } from '../../../database/postgres/quote.ts'

/**
 * Constraints that wait for COMMIT. Where there are any, what a real COMMIT would check is checked by SET CONSTRAINTS ALL
 * IMMEDIATE, which fires what waits, for good; then those that are deferred from the beginning are so again, and all
 * constraints are as they are at the beginning of a transaction.
 */
export interface DeferredConstraints {
  /** Some can be deferred, by SET CONSTRAINTS at least. */
  readonly possible: boolean
  /** Some are deferred from the beginning, so that a statement alone may leave something to check. */
  readonly usual: boolean
  /** Empty where `possible` is false. */
  readonly checks: readonly string[]
  /** The same as one script. */
  readonly check: string
  /** A name that stands for several constraints of different kinds: they cannot be set back. */
  readonly ambiguous: boolean
}

/** A constraint that is declared on a partitioned table, and a constraint trigger, are in pg_constraint too. */
export const deferredQuery = `
  select n.nspname as schema, c.conname as name, bool_and(c.condeferred) as all_deferred, bool_or(c.condeferred) as deferred
  from pg_catalog.pg_constraint c join pg_catalog.pg_namespace n on n.oid = c.connamespace
  where (c.connamespace, c.conname) in (select connamespace, conname from pg_catalog.pg_constraint where condeferrable)
  group by 1, 2 order by 1, 2`

export function deferredConstraints(rows: readonly Readonly<Record<string, unknown>>[]): DeferredConstraints {
  const deferred = rows.filter((row) => row.deferred === true)
  const names = deferred.map((row) => `${quoteIdentifier(String(row.schema))}.${quoteIdentifier(String(row.name))}`)
  const back = names.length > 0 ? [`set constraints ${names.join(', ')} deferred`] : []
  const checks = rows.length > 0 ? ['set constraints all immediate', ...back] : []
  return {
    possible: rows.length > 0,
    usual: deferred.length > 0,
    checks,
    check: checks.join('; '),
    ambiguous: deferred.some((row) => row.all_deferred !== true),
  }
}
