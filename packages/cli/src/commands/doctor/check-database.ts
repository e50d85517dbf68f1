import { redactUrl, type Session } from '@understudy/sdk'
import { messageOf, UnderstudyError } from '@understudy/sdk/error'
import { counted } from '../../terminal/amounts.ts'
import { readPlace } from '../read-place.ts'
import { resolvePlace } from '../resolve-place.ts'
import { type Check, failed, note, ok } from './check.ts'

const oldestPostgres = 140_000

/** Whether a database can be reached, and what its role may do there. Nothing in it is changed. */
export async function checkDatabase(url: string): Promise<Check[]> {
  const name = redactUrl(url)
  try {
    const place = await resolvePlace(url)
    const closed = place.environment?.isReadOnly === true
    return await readPlace(place, (session) =>
      session.dialect === 'postgres' ? checkPostgres(name, session, closed) : checkSqlite(name, session, closed),
    )
  } catch (thrown) {
    const hint = thrown instanceof UnderstudyError ? thrown.hint : 'Check the URL and that the database runs.'
    return [failed(name, messageOf(thrown), hint)]
  }
}

interface Rights {
  readonly version: string
  readonly number: number
  readonly role: string
  readonly readonly: boolean
  readonly temp: boolean
  readonly create: boolean
  readonly tables: number
  readonly closed: number
  readonly secured: number
}

async function checkPostgres(name: string, database: Session, closedPlace: boolean): Promise<Check[]> {
  const [rights] = await database.query<Rights>(`
    select current_setting('server_version') as version, current_setting('server_version_num')::integer as number,
      current_user::text as role, pg_is_in_recovery() or current_setting('transaction_read_only')::boolean as readonly,
      has_database_privilege(current_database(), 'TEMP') as temp,
      coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) as create,
      count(c.oid)::integer as tables,
      count(c.oid) filter (where not has_table_privilege(c.oid, 'INSERT'))::integer as closed,
      count(c.oid) filter (where row_security_active(c.oid))::integer as secured
    from (select 1) as one left join pg_class c on c.relkind in ('r', 'p') and not c.relispartition
      and c.relnamespace not in (select oid from pg_namespace where nspname in ('pg_catalog', 'information_schema', 'pg_toast') or nspname like 'pg_temp%')`)
  if (!rights) return [failed(name, 'it did not answer', 'Try again.')]
  const { version, number, role, readonly, temp, create, tables, closed, secured } = rights
  const as = `as ${role}`
  const seen = [
    ok(name, `Postgres ${version} answers, ${counted(tables, 'table')}`),
    ...(number < oldestPostgres
      ? [failed(`${name}: version`, `Postgres ${version} is not supported`, 'Use Postgres 14 or newer.')]
      : []),
  ]
  if (closedPlace) return [...seen, untried(name)]
  return [
    ...seen,
    readonly
      ? failed(
          `${name}: write`,
          'the server or session is read-only',
          'Use the primary server, or a role that may write.',
        )
      : closed > 0
        ? failed(
            `${name}: COPY`,
            `${role} may not insert into ${closed} of ${tables} tables`,
            `As their owner: GRANT INSERT, SELECT ON ALL TABLES IN SCHEMA … TO ${role};`,
          )
        : ok(`${name}: COPY`, `${role} may insert into every table`),
    temp
      ? ok(`${name}: TEMP`, `temporary tables may be made ${as}`)
      : failed(
          `${name}: TEMP`,
          `${role} may make no temporary tables; circles of references and unique keys beside existing rows need them`,
          `As the owner: GRANT TEMP ON DATABASE … TO ${role};`,
        ),
    create
      ? ok(`${name}: CREATE`, `tables may be made ${as}`)
      : note(
          `${name}: CREATE`,
          `${role} may make no tables`,
          `Only --create and load need it: GRANT CREATE ON SCHEMA public TO ${role};`,
        ),
    ...(secured > 0
      ? [
          failed(
            `${name}: row security`,
            `row security binds ${role} on ${counted(secured, 'table')}; COPY is refused there`,
            'Use the owner of the tables, or a role with BYPASSRLS.',
          ),
        ]
      : []),
  ]
}

async function checkSqlite(name: string, database: Session, closedPlace: boolean): Promise<Check[]> {
  const [version] = await database.query<{ version: string }>('select sqlite_version() as version')
  const [tables] = await database.query<{ tables: number }>(
    "select count(*) as tables from sqlite_schema where type = 'table'",
  )
  const [check] = await database.query<{ quick_check: string }>('pragma quick_check(1)')
  const answers = ok(name, `SQLite ${version?.version} opens it, ${counted(tables?.tables ?? 0, 'table')}`)
  const sound = check?.quick_check === 'ok'
  return [
    answers,
    sound
      ? ok(`${name}: file`, 'is sound')
      : failed(`${name}: file`, 'is damaged', 'Restore it from a backup, or recover it: sqlite3 FILE .recover.'),
    closedPlace ? untried(name) : await checkWritable(name, database),
  ]
}

function untried(name: string): Check {
  return note(`${name}: write`, 'it is registered as read-only', 'Nothing was tried: nothing is ever written to it.')
}

async function checkWritable(name: string, database: Session): Promise<Check> {
  try {
    await database.transaction(async (session) => {
      await session.execute('create table understudy_doctor (id integer)')
      throw new Undo()
    })
  } catch (thrown) {
    if (!(thrown instanceof Undo))
      return failed(
        `${name}: write`,
        messageOf(thrown),
        'Change the permissions of the file and its folder, and close what holds it locked.',
      )
  }
  return ok(`${name}: write`, 'may be written')
}

/** Rolls the trial back. */
class Undo extends Error {}
