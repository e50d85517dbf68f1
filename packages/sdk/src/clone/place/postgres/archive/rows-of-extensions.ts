import type { Session } from '../../../../database/adapter.ts'
import { quoteTable } from '../../../../database/postgres/quote.ts'
import type { ArchiveHead } from './archive-contents.ts'
import { countRows } from './count-rows.ts'

const query = `
  select n.nspname as schema, c.relname as name, c.relkind = 'S' as "isSequence",
    pg_catalog.array_remove(pg_catalog.array_agg(a.attname::text order by a.attnum), null) as columns
  from pg_catalog.pg_depend d
  join pg_catalog.pg_class c on c.oid = d.objid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where d.classid = 'pg_catalog.pg_class'::regclass and d.refclassid = 'pg_catalog.pg_extension'::regclass
    and d.deptype = 'e' and c.relkind in ('r', 'm', 'S')
  group by 1, 2, 3 order by 1, 2`

interface Found {
  readonly schema: string
  readonly name: string
  readonly isSequence: boolean
  readonly columns: readonly string[]
}

/** What tables and sequences of extensions hold: making an extension fills them with its own rows and no others. */
export async function rowsOfExtensions(session: Session): Promise<ArchiveHead['ofExtensions']> {
  const counted: Record<string, { rows: string; digest: string }> = {}
  for (const { isSequence, columns, ...relation } of await session.query<Found>(query))
    counted[`${relation.schema}.${relation.name}`] = isSequence
      ? await standsAt(session, quoteTable(relation))
      : await countRows(session, relation, columns)
  return counted
}

async function standsAt(session: Session, sequence: string): Promise<{ rows: string; digest: string }> {
  const [row] = await session.query<{ digest: string }>(
    `select pg_catalog.concat(last_value, ' ', is_called) as digest from ${sequence}`,
  )
  return { rows: '1', digest: row?.digest ?? '' }
}
