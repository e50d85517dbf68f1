import { quoteIdentifier } from '../../database/postgres/quote.ts'
import type { ResourceOf } from '../resource.ts'
import { isMissingDatabase } from '../sweep-connections.ts'
import type { Outcome } from '../sweep-report.ts'
import type { Around } from './around.ts'
import { isOurs, notOurs } from './our-prefix.ts'

export async function removePostgresSchema(
  { database: url, name }: ResourceOf<'postgres-schema'>,
  { dryRun, connections, signal }: Around,
): Promise<Outcome> {
  if (!isOurs(name)) return notOurs
  try {
    const database = await connections.to(url)
    const found = await database.query('select 1 from pg_catalog.pg_namespace where nspname = $1', [name])
    if (found.length === 0) return { outcome: 'gone' }
    if (dryRun) return { outcome: 'would be removed' }
    await database.query(`drop schema if exists ${quoteIdentifier(name)} cascade`, [], { signal })
    return { outcome: 'removed' }
  } catch (thrown) {
    if (isMissingDatabase(thrown)) return { outcome: 'gone' }
    throw thrown
  }
}
