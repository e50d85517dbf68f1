import { keyOf } from '../../catalog/model/entity-names.ts'
import type { Session } from '../../database/adapter.ts'
import type { ForeignKeySubject } from './subject.ts'

/** Whether triggers that keep a foreign key are switched off, on either of its tables. */
export async function isSwitchedOff(session: Session, { table, key }: ForeignKeySubject): Promise<boolean> {
  if (session.dialect === 'sqlite') return false
  const rows = await session.query(
    `select 1 as "off" from pg_catalog.pg_constraint c join pg_catalog.pg_trigger t on t.tgconstraint = c.oid
      where c.conname = $1 and c.conrelid = cast($2 as pg_catalog.regclass) and t.tgenabled in ('D', 'R') limit 1`,
    [key.name, keyOf(table)],
  )
  return rows.length > 0
}
