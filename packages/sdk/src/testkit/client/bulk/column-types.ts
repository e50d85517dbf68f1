import type { Session, TableName } from '../../../database/adapter.ts'
import { quoteTable } from '../../../database/postgres/quote.ts'
import { UnderstudyError } from '../../../errors.ts'

export interface WrittenType {
  /**
   * As SQL, without length or scale: a cast to varchar(3) would cut what is longer, and the column refuses it. Of char
   * and bit too, whose plain names mean one character.
   */
  readonly sql: string
  readonly form: 'json' | 'array' | 'other'
  /** Whether its values can stand in an array of the type. An array would run together with the one around it. */
  readonly listed: boolean
  /** GENERATED ALWAYS AS IDENTITY: an INSERT refuses what a COPY would take. */
  readonly always: boolean
}

/** A table of Postgres, as something to write into. */
export interface WrittenTable {
  readonly name: TableName
  readonly types: ReadonlyMap<string, WrittenType>
  /** Whether a COPY does what an INSERT does: not for views, nor where rules or policies see to each row. */
  readonly copies: boolean
}

interface Found extends WrittenType {
  readonly name: string
  readonly copies: boolean
}

export async function writtenTable(session: Session, table: TableName): Promise<WrittenTable> {
  const rows = await session.query<Found>(
    `with recursive base(name, declared, always, type) as (
       select attname, atttypid, attidentity = 'a', atttypid from pg_catalog.pg_attribute
       where attrelid = pg_catalog.to_regclass($1) and attnum > 0 and not attisdropped
       union all
       select name, declared, always, typbasetype from base join pg_catalog.pg_type on oid = type where typtype = 'd'
     )
     select name, always, pg_catalog.format_type(declared, -1) as sql,
       case when type in ('json'::pg_catalog.regtype, 'jsonb'::pg_catalog.regtype) then 'json'
            when typcategory = 'A' then 'array' else 'other' end as form,
       typcategory <> 'A' and typdelim = ','
         and (select typarray <> 0 from pg_catalog.pg_type where oid = declared) as listed,
       (select relkind in ('r', 'p') and not relhasrules and not relrowsecurity
        from pg_catalog.pg_class where oid = pg_catalog.to_regclass($1)) as copies
     from base join pg_catalog.pg_type on oid = type where typtype <> 'd'`,
    [quoteTable(table)],
  )
  const [first] = rows
  if (first) return { name: table, types: new Map(rows.map((row) => [row.name, row])), copies: first.copies }
  throw new UnderstudyError('TABLE_UNKNOWN', {
    operation: 'read the columns of a table',
    message: `There is no table ${quoteTable(table)} with columns`,
  })
}

export function typeOf({ name, types }: WrittenTable, column: string): WrittenType {
  const type = types.get(column)
  if (type) return type
  throw new UnderstudyError('QUERY_FAILED', {
    operation: 'write rows',
    message: `The table ${quoteTable(name)} has no column "${column}"`,
    hint: `It has: ${[...types.keys()].join(', ')}.`,
  })
}
