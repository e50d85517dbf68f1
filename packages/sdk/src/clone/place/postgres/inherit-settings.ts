import type { Session } from '../../../database/adapter.ts'
import { quoteIdentifier, quoteLiteral } from '../../../database/postgres/quote.ts'
import { UnderstudyError } from '../../../errors.ts'

interface Standing {
  readonly oid: number
  readonly owner: string
  readonly limit: number
  readonly comment: string | null
  readonly privileges: readonly Privilege[] | null
}

interface Privilege {
  /** Null is everybody. */
  readonly role: string | null
  readonly privilege: string
  readonly grantable: boolean
}

const standingQuery = `
  select d.oid::int8 as oid, o.rolname as owner, datconnlimit as limit,
    pg_catalog.shobj_description(d.oid, 'pg_database') as comment,
    case when datacl is not null then coalesce((
      select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('role', g.rolname, 'privilege', privilege_type, 'grantable', is_grantable))
      from pg_catalog.aclexplode(datacl) left join pg_catalog.pg_roles g on g.oid = grantee
    ), '[]') end as privileges
  from pg_catalog.pg_database d join pg_catalog.pg_roles o on o.oid = datdba
  where datname = $1`

/**
 * Gives a database what stands about another one outside of it: owner, settings, connection limit, privileges and
 * comment. In the transaction that renames both, so that nobody sees the one without the other.
 * @returns what could not be given, a sentence each
 */
export async function inheritSettings(transaction: Session, from: string, to: string): Promise<string[]> {
  const old = await standing(transaction, from)
  const made = await standing(transaction, to)
  const name = quoteIdentifier(to)
  if (old.owner !== made.owner) await transaction.query(`alter database ${name} owner to ${quoteIdentifier(old.owner)}`)
  await transaction.query(`alter database ${name} connection limit ${Number(old.limit)}`)
  const comment = old.comment === null ? 'null' : quoteLiteral(old.comment)
  await transaction.query(`comment on database ${name} is ${comment}`)
  const privileges = old.privileges ?? usualPrivileges(old.owner)
  await transaction.query(`revoke all on database ${name} from public, ${quoteIdentifier(old.owner)}`)
  for (const { role, privilege, grantable } of privileges) {
    const grantee = role === null ? 'public' : quoteIdentifier(role)
    await transaction.query(
      `grant ${privilege} on database ${name} to ${grantee}${grantable ? ' with grant option' : ''}`,
    )
  }
  return await inheritParameters(transaction, old.oid, to)
}

/** What a database has whose privileges nobody has touched. */
function usualPrivileges(owner: string): Privilege[] {
  const of = (role: string | null, names: string[]) => names.map((privilege) => ({ role, privilege, grantable: false }))
  return [...of(null, ['connect', 'temporary']), ...of(owner, ['create', 'connect', 'temporary'])]
}

async function standing(transaction: Session, name: string): Promise<Standing> {
  const [row] = await transaction.query<Standing>(standingQuery, [name])
  if (row) return row
  throw new UnderstudyError('CLONE_FAILED', {
    operation: 'promote',
    message: `The database ${name} is not there any more`,
  })
}

async function inheritParameters(transaction: Session, oid: number, to: string): Promise<string[]> {
  const rows = await transaction.query<{ role: string | null; setting: string }>(
    `select rolname as role, setting
     from pg_catalog.pg_db_role_setting cross join pg_catalog.unnest(setconfig) with ordinality as s (setting, position)
     left join pg_catalog.pg_roles r on r.oid = setrole
     where setdatabase = $1::oid and (setrole = 0 or rolname is not null) order by setrole, position`,
    [oid],
  )
  const notes: string[] = []
  for (const { role, setting } of rows) {
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
