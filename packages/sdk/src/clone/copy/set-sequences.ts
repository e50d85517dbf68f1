import type { SchemaDefinition, Sequence } from '../../catalog/definition.ts'
import type { QualifiedName } from '../../catalog/qualified-name.ts'
import type { Database, Session } from '../../database/adapter.ts'
import { quoteIdentifier, quoteTable } from '../../database/postgres/quote.ts'
import { type DataTable, tableName } from '../plan/data-tables.ts'
import { beginTransaction } from './begin-transaction.ts'

/** By the names of sequences; null before the first value, and where the role may not know it. */
export type LastValues = ReadonlyMap<string, string | null>

export async function readLastValues(source: Session): Promise<LastValues> {
  const found = await source.query<{ schema: string; name: string; last: string | null }>(
    'select schemaname as schema, sequencename as name, last_value::text as last from pg_catalog.pg_sequences',
  )
  return new Map(found.map((one) => [tableName(one), one.last]))
}

/**
 * Sequences go on where the source's stand, which is behind all rows of the state that was copied; and behind the
 * greatest value of a column that was masked.
 */
export async function setSequences(
  last: LastValues,
  staging: Database,
  tables: readonly DataTable[],
  definition: SchemaDefinition,
  signal: AbortSignal,
): Promise<void> {
  await staging.transaction(
    async (transaction) => {
      await beginTransaction(transaction)
      for (const sequence of sequencesOf(definition)) {
        const value = await furthestValue(sequence, last.get(tableName(sequence)) ?? null, transaction, tables)
        if (value === null) continue
        await transaction.query('select pg_catalog.setval($1::regclass, $2::bigint, true)', [
          quoteTable(sequence),
          value,
        ])
      }
    },
    { signal },
  )
}

function sequencesOf({ sequences, tables }: SchemaDefinition): Sequence[] {
  const identities = tables.flatMap(({ columns }) => columns.flatMap(({ identitySequence }) => identitySequence ?? []))
  return [...new Map([...sequences, ...identities].map((one) => [tableName(one), one])).values()]
}

/**
 * The furthest of its own last value and those of columns that draw from it, in the direction in which it counts. Columns
 * that were not masked are behind its own, where that is known.
 */
async function furthestValue(
  sequence: Sequence,
  last: string | null,
  staging: Session,
  tables: readonly DataTable[],
): Promise<string | null> {
  let furthest = last
  for (const { table, columns } of tables) {
    for (const { column, mask } of columns) {
      if (!draws(column.sequence, sequence) || (mask.mask === undefined && last !== null)) continue
      const most = sequence.increment.startsWith('-') ? 'min' : 'max'
      const [row] = await staging.query<{ value: string | null }>(
        `select ${most}(${quoteIdentifier(column.name)})::text as value from ${quoteTable(table)}
         where ${quoteIdentifier(column.name)} between $1::numeric and $2::numeric`,
        [sequence.minimum, sequence.maximum],
      )
      furthest = later(sequence, furthest, row?.value ?? null)
    }
  }
  return furthest
}

function draws(from: QualifiedName | null, sequence: QualifiedName): boolean {
  return from !== null && tableName(from) === tableName(sequence)
}

function later(sequence: Sequence, one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other
  const down = sequence.increment.startsWith('-')
  return BigInt(one) < BigInt(other) === down ? one : other
}
