import { UnderstudyError } from '../errors.ts'
import type { Entry, RunLedger } from './ledger.ts'

/**
 * Writes down rows that are about to be committed to a database which others use too. A sweep deletes the rows that have
 * these keys, so they must be keys that nobody else can have: numbers drawn from the table's own sequence, random ones, or
 * such that were looked for and found free.
 * @param table as the database calls it; schema.name where it is not in the default schema
 * @param rows of which the columns of the key are kept, and nothing else
 */
export function noteRows(
  ledger: RunLedger,
  databaseUrl: string,
  table: string,
  key: readonly string[],
  rows: readonly Readonly<Record<string, unknown>>[],
  about?: { readonly testId?: string | undefined },
): Entry {
  const missing = key.find((column) => rows.some((row) => row[column] === undefined || row[column] === null))
  if (key.length === 0 || missing !== undefined) {
    throw new UnderstudyError('TEST_DATA_FAILED', {
      operation: 'write down rows before they are created',
      at: missing === undefined ? table : `${table}.${missing}`,
      message:
        missing === undefined
          ? `the table ${table} has no key, so its rows could not be told from those of others`
          : `rows of ${table} have no ${missing}, which is part of their key, before they are created`,
      hint: 'Give the rows their key, or choose an isolation other than "rows".',
    })
  }
  const keys = rows.map((row) => Object.fromEntries(key.map((column) => [column, row[column]])))
  return ledger.intend({ kind: 'rows', database: databaseUrl, table, key, rows: keys }, about)
}
