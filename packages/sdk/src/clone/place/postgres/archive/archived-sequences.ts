import type { SchemaDefinition } from '../../../../catalog/definition.ts'
import type { Session } from '../../../../database/adapter.ts'
import { quoteLiteral, quoteTable } from '../../../../database/postgres/quote.ts'
import type { ArchivedSequence } from './archive-contents.ts'

const atATime = 200

/** Where every sequence stands, also those of identity columns. */
export async function readSequences(
  session: Session,
  { sequences, tables }: SchemaDefinition,
): Promise<ArchivedSequence[]> {
  const identities = tables.flatMap(({ columns }) => columns.flatMap(({ identitySequence }) => identitySequence ?? []))
  const all = [...new Map([...sequences, ...identities].map((one) => [quoteTable(one), one])).values()]
  const found: ArchivedSequence[] = []
  for (let at = 0; at < all.length; at += atATime) {
    const parts = all
      .slice(at, at + atATime)
      .map(
        (one) =>
          `select ${quoteLiteral(one.schema)} as schema, ${quoteLiteral(one.name)} as name, last_value::text as last, is_called as "isCalled" from ${quoteTable(one)}`,
      )
    found.push(...(await session.query<ArchivedSequence>(parts.join(' union all '))))
  }
  return found
}

export async function putSequences(session: Session, sequences: readonly ArchivedSequence[]): Promise<void> {
  for (const { last, isCalled, ...name } of sequences)
    await session.query('select pg_catalog.setval($1::regclass, $2::bigint, $3::boolean)::text', [
      quoteTable(name),
      last,
      isCalled,
    ])
}
