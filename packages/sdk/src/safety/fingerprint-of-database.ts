import type { Session } from '../database/adapter.ts'

/** What a database says of itself. */
export interface Fingerprint {
  /** Why it is production, as a sentence goes on; undefined when it does not say so. */
  readonly production: string | undefined
  /** Of the cluster and the database in it: the same behind every host name and proxy. Undefined where it is not told. */
  readonly identity: string | undefined
}

const markQuery = `
  select pg_catalog.current_setting('understudy.environment', true) as setting,
         (select pg_catalog.shobj_description(oid, 'pg_database') from pg_catalog.pg_database
          where datname = current_database()) as comment,
         pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'execute') as may,
         (select oid::text from pg_catalog.pg_database where datname = current_database()) as oid`

const comment = /\bunderstudy:\s*production\b/i

/** Also of a copy: settings go along with a dump that has them, and a comment as well. */
export async function fingerprintOfDatabase(session: Pick<Session, 'query'>): Promise<Fingerprint> {
  const [mark] = await session.query<{ setting: string | null; comment: string | null; may: boolean; oid: string }>(
    markQuery,
  )
  return {
    production:
      mark?.setting?.trim().toLowerCase() === 'production'
        ? "its setting understudy.environment is 'production'"
        : comment.test(mark?.comment ?? '')
          ? 'its comment says "understudy: production"'
          : undefined,
    identity: mark?.may ? `${await cluster(session)} ${mark.oid}` : undefined,
  }
}

async function cluster(session: Pick<Session, 'query'>): Promise<string | undefined> {
  const [row] = await session.query<{ id: string }>(
    'select system_identifier::text as id from pg_catalog.pg_control_system()',
  )
  return row?.id
}
