import type { SchemaDefinition } from '../../catalog/definition.ts'
import { maskingTableName } from '../../catalog/masking/masking-schema-of.ts'
import type { Session } from '../../database/adapter.ts'
import { quoting } from '../../database/quote.ts'
import { type VerificationCheck, verificationCheck } from '../verification.ts'
import { rowsOf } from './read-back.ts'

/** Whether what a sequence gives next is beyond what its columns hold; by column, how many values are not. */
export async function* checkSequences(
  session: Session,
  definition: SchemaDefinition,
  signal?: AbortSignal,
): AsyncGenerator<VerificationCheck> {
  if (session.dialect === 'sqlite') return
  const { quoteIdentifier, quoteTable } = quoting.postgres
  for (const table of definition.tables) {
    if (table.bound !== null || (table.kind !== 'table' && table.kind !== 'partitioned')) continue
    for (const column of table.columns) {
      const at = column.sequence
      if (at === null) continue
      const sequence =
        column.identitySequence ?? definition.sequences.find((one) => one.schema === at.schema && one.name === at.name)
      if (!sequence || sequence.cycle) continue
      const up = !sequence.increment.startsWith('-')
      const value = quoteIdentifier(column.name)
      const next = `(select case when is_called then last_value::numeric + ${Number(sequence.increment)} else last_value end from ${quoteTable(at)})`
      const [row] = await session.query<{ count: number }>(
        `select count(*) as count from ${rowsOf(session, table)} where ${value} ${up ? '>=' : '<='} ${next}`,
        [],
        { signal },
      )
      const count = Number(row?.count ?? 0)
      const text = count > 0 ? `values are not behind what ${at.name} gives next` : `${at.name} is ahead of it`
      yield verificationCheck('sequence', maskingTableName(definition, table), column.name, count, text)
    }
  }
}
