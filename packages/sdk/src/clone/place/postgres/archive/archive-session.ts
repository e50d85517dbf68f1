import type { SchemaDefinition } from '../../../../catalog/definition.ts'
import type { Session } from '../../../../database/adapter.ts'
import { readAlike } from '../../../verify/read-back.ts'

const unending = `
  select pg_catalog.set_config(name, '0', false) from pg_catalog.pg_settings
  where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')`

/** Values are written alike in every session that reads, rows come in no matter which order, and nothing ends it by time. */
export async function readForArchive(session: Session, definition: SchemaDefinition): Promise<void> {
  await readAlike(session, definition)
  await session.execute("set lc_monetary to 'C'; set array_nulls to on; set xmloption to content")
  await session.query(unending)
}

/** What was written is read as it was meant; names are found as the database's own functions expect. */
export async function writeFromArchive(session: Session, definition: SchemaDefinition): Promise<void> {
  await readForArchive(session, definition)
  await session.execute('reset search_path')
}
