import type { Database } from '../../database/adapter.ts'
import { inDatabase } from '../../database/postgres/in-database.ts'
import { stagingName } from '../place/place-names.ts'

/** The application_name of connections of those who help, in the staging database alone. */
const helperName = 'understudy helper'

/** Where whoever helps writes: it is there already, or nowhere. */
export function stagingForHelpers(targetUrl: string, target: string, cloneId: string): string {
  const url = inDatabase(targetUrl, stagingName(target, cloneId))
  return `${url}${url.includes('?') ? '&' : '?'}application_name=${encodeURIComponent(helperName)}`
}

/** Of one that sleeps a connection may stay, and a database that somebody is in does not change its name. */
export async function endHelpers(staging: Database): Promise<void> {
  await staging.query(
    `select pg_catalog.pg_terminate_backend(pid) from pg_catalog.pg_stat_activity
     where datname = pg_catalog.current_database() and application_name = $1`,
    [helperName],
  )
}
