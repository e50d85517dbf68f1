import { dropDatabase } from '../../database/postgres/drop-database.ts'
import { dropUnusedTemplate, templatePrefix } from '../../database/postgres/shared-template.ts'
import type { ResourceOf } from '../resource.ts'
import type { Outcome } from '../sweep-report.ts'
import type { Around } from './around.ts'
import { isOurs, notOurs } from './our-prefix.ts'

export async function removePostgresDatabase(
  { server: url, name }: ResourceOf<'postgres-database'>,
  { dryRun, connections }: Around,
): Promise<Outcome> {
  if (!isOurs(name)) return notOurs
  const server = await connections.toServer(url)
  const found = await server.query('select 1 from pg_catalog.pg_database where datname = $1', [name])
  if (found.length === 0) return { outcome: 'gone' }
  if (dryRun) return { outcome: 'would be removed' }
  if (name.startsWith(templatePrefix)) {
    // One that lives has it, and drops it at its end.
    return { outcome: (await dropUnusedTemplate(server, name)) === 'dropped' ? 'removed' : 'gone' }
  }
  await dropDatabase(server, name)
  return { outcome: 'removed' }
}
