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
}

/** Of a table of Postgres, by column. */
export async function writtenTypes(session: Session, table: TableName): Promise<ReadonlyMap<string, WrittenType>> {
  const rows = await session.query<{ name: string; sql: string; form: WrittenType['form'] }>(
    `with recursive base(name, declared, type) as (
       select attname, atttypid, atttypid from pg_catalog.pg_attribute
       where attrelid = pg_catalog.to_regclass($1) and attnum > 0 and not attisdropped
       union all
       select name, declared, typbasetype from base join pg_catalog.pg_type on oid = type where typtype = 'd'
     )
     select name, pg_catalog.format_type(declared, -1) as sql,
       case when type in ('json'::pg_catalog.regtype, 'jsonb'::pg_catalog.regtype) then 'json'
            when typcategory = 'A' then 'array' else 'other' end as form
     from base join pg_catalog.pg_type on oid = type where typtype <> 'd'`,
    [quoteTable(table)],
  )
  if (rows.length === 0) {
    throw new UnderstudyError('TABLE_UNKNOWN', {
      operation: 'read the columns of a table',
      message: `There is no table ${quoteTable(table)} with columns`,
    })
  }
  return new Map(rows.map(({ name, sql, form }) => [name, { sql, form }]))
}

export function typeOf(types: ReadonlyMap<string, WrittenType>, table: TableName, column: string): WrittenType {
  const type = types.get(column)
  if (type) return type
  throw new UnderstudyError('QUERY_FAILED', {
    operation: 'write rows',
    message: `The table ${quoteTable(table)} has no column "${column}"`,
    hint: `It has: ${[...types.keys()].join(', ')}.`,
  })
}
