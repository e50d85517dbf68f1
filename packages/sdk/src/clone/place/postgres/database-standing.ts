import type { Session } from '../../../database/adapter.ts'
import { quoteIdentifier, quoteLiteral } from '../../../database/postgres/quote.ts'
import { UnderstudyError } from '../../../errors.ts'

/** What stands about a database outside of it. */
export interface DatabaseStanding {
  readonly owner: string
  readonly limit: number
  readonly comment: string | null
  /** Null where nobody has touched them. */
  readonly privileges: readonly Privilege[] | null
  /** In their order; of a role, or of everybody. */
  readonly parameters: readonly { readonly role: string | null; readonly setting: string }[]
}

interface Privilege {
  /** Null is everybody. */
  readonly role: string | null
  readonly privilege: string
  readonly grantable: boolean
}

const query = `
  select o.rolname as owner, datconnlimit as limit,
    pg_catalog.shobj_description(d.oid, 'pg_database') as comment,
    case when datacl is not null then coalesce((
      select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('role', g.rolname, 'privilege', privilege_type, 'grantable', is_grantable))
      from pg_catalog.aclexplode(datacl) left join pg_catalog.pg_roles g on g.oid = grantee
      where grantee = 0 or g.oid is not null
    ), '[]') end as privileges,
    coalesce((
      select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('role', r.rolname, 'setting', setting) order by setrole, position)
      from pg_catalog.pg_db_role_setting
      cross join pg_catalog.unnest(setconfig) with ordinality as s (setting, position)
      left join pg_catalog.pg_roles r on r.oid = setrole
      where setdatabase = d.oid and (setrole = 0 or r.oid is not null)
    ), '[]') as parameters
  from pg_catalog.pg_database d join pg_catalog.pg_roles o on o.oid = datdba
  where datname = $1`

export async function standingOf(session: Session, database: string): Promise<DatabaseStanding> {
  const [row] = await session.query<DatabaseStanding>(query, [database])
  if (row) return row
  throw new UnderstudyError('CLONE_FAILED', {
    operation: 'promote',
    message: `The database ${database} is not there any more`,
  })
}

/**
 * Gives a database owner, settings, connection limit, privileges and comment, in the transaction that renames it, so that
 * nobody sees the one without the other.
 * @returns what could not be given, a sentence each
 */
export async function giveStanding(transaction: Session, to: string, given: DatabaseStanding): Promise<string[]> {
  const name = quoteIdentifier(to)
  const made = await standingOf(transaction, to)
  const { standing, notes } = await withRolesThere(transaction, given, made.owner)
  if (standing.owner !== made.owner)
    await transaction.query(`alter database ${name} owner to ${quoteIdentifier(standing.owner)}`)
  await transaction.query(`alter database ${name} connection limit ${Number(standing.limit)}`)
  const comment = standing.comment === null ? 'null' : quoteLiteral(standing.comment)
  await transaction.query(`comment on database ${name} is ${comment}`)
  const privileges = standing.privileges ?? usualPrivileges(standing.owner)
  await transaction.query(`revoke all on database ${name} from public, ${quoteIdentifier(standing.owner)}`)
  for (const { role, privilege, grantable } of privileges) {
    const grantee = role === null ? 'public' : quoteIdentifier(role)
    await transaction.query(
      `grant ${privilege} on database ${name} to ${grantee}${grantable ? ' with grant option' : ''}`,
    )
  }
  return [...notes, ...(await giveParameters(transaction, to, standing))]
}

/** What is said of roles that are gone is left out. */
async function withRolesThere(
  session: Session,
  standing: DatabaseStanding,
  owner: string,
): Promise<{ standing: DatabaseStanding; notes: string[] }> {
  const rows = await session.query<{ name: string }>('select rolname as name from pg_catalog.pg_roles')
  const roles = new Set(rows.map(({ name }) => name))
  const gone = new Set<string>()
  const isThere = (role: string | null): boolean => {
    if (role === null || roles.has(role)) return true
    gone.add(role)
    return false
  }
  const kept: DatabaseStanding = {
    ...standing,
    owner: isThere(standing.owner) ? standing.owner : owner,
    privileges: standing.privileges?.filter(({ role }) => isThere(role)) ?? null,
    parameters: standing.parameters.filter(({ role }) => isThere(role)),
  }
  const notes = [...gone]
    .sort()
    .map((role) => `what the role ${role} was and had in the target is lost: there is no such role any more`)
  return { standing: kept, notes }
}

/** What a database has whose privileges nobody has touched. */
function usualPrivileges(owner: string): Privilege[] {
  const of = (role: string | null, names: string[]) => names.map((privilege) => ({ role, privilege, grantable: false }))
  return [...of(null, ['connect', 'temporary']), ...of(owner, ['create', 'connect', 'temporary'])]
}

async function giveParameters(transaction: Session, to: string, { parameters }: DatabaseStanding): Promise<string[]> {
  const notes: string[] = []
  for (const { role, setting } of parameters) {
    const at = setting.indexOf('=')
    const parameter = setting.slice(0, at)
    const set = `${parameterName(parameter)} to ${parameterValue(parameter, setting.slice(at + 1))}`
    if (role === null) {
      await transaction.query(`alter database ${quoteIdentifier(to)} set ${set}`)
      continue
    }
    try {
      await transaction.transaction(async (savepoint) => {
        await savepoint.query(`alter role ${quoteIdentifier(role)} in database ${quoteIdentifier(to)} set ${set}`)
      })
    } catch (thrown) {
      if (!(thrown instanceof UnderstudyError) || thrown.code !== 'PERMISSION_DENIED') throw thrown
      notes.push(
        `the setting ${parameter} of the role ${role} in the target is lost: only who may alter that role can give it again`,
      )
    }
  }
  return notes
}

function parameterName(parameter: string): string {
  return parameter.split('.').map(quoteIdentifier).join('.')
}

/** Parameters whose stored text is a list of quoted names; as one literal it would be one name. */
const lists: ReadonlySet<string> = new Set([
  'local_preload_libraries',
  'search_path',
  'session_preload_libraries',
  'shared_preload_libraries',
  'temp_tablespaces',
  'unix_socket_directories',
])

function parameterValue(parameter: string, value: string): string {
  if (!lists.has(parameter.toLowerCase())) return quoteLiteral(value)
  const items = value.match(/"(?:[^"]|"")*"|[^",\s]+/g) ?? ['']
  return items
    .map((item) => quoteLiteral(item.startsWith('"') ? item.slice(1, -1).replaceAll('""', '"') : item))
    .join(', ')
}
