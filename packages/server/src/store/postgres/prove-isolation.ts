import { randomUUID } from 'node:crypto'
import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import { codeOf } from '../../errors/code-of.ts'
import { ServerError } from '../../errors/server-error.ts'
import { systemShape } from '../shape/system-shape.ts'
import type { Shapes } from '../shape/table-shape.ts'
import { teamShape } from '../shape/team-shape.ts'
import type { SystemTables } from '../tables/system-tables.ts'
import type { Login } from './connections.ts'
import { enter } from './enter.ts'

type Tx = Transaction<SystemTables>

/** As the database prints what shape/policies.ts says. */
const team = "NULLIF(current_setting('understudy.team'::text, true), ''::text)"
const conditions = {
  team: `(team_id = ${team})`,
  system: `(${team} IS NULL)`,
  place: `((${team} IS NULL) OR (team_id = ${team}))`,
} as const
const kinds: Readonly<Record<string, keyof typeof conditions>> = {
  places: 'place',
  ...Object.fromEntries(Object.keys(systemShape).map((table) => [table, 'system' as const])),
  ...Object.fromEntries(Object.keys(teamShape).map((table) => [table, 'team' as const])),
}
const shapes: Shapes = { ...systemShape, ...teamShape }

class Undone extends Error {}

/**
 * What the catalog says of the role, its rights and the policies, and what two canary teams see of each other and of
 * everybody else. It is all undone.
 */
export async function proveIsolation(db: Kysely<SystemTables>, login: Login): Promise<void> {
  let problems: string[] = []
  try {
    await db.transaction().execute(async (tx) => {
      await enter(tx, login, '')
      problems = [...(await aboutRole(tx)), ...(await aboutTables(tx))]
      if (problems.length === 0) problems = await aboutCanaries(tx, login)
      throw new Undone()
    })
  } catch (thrown) {
    if (!(thrown instanceof Undone)) throw thrown
  }
  if (problems.length > 0) throw new ServerError('ISOLATION_BROKEN', { message: problems.join('; ') })
}

async function aboutRole(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ problem: string }>`
    select format('the role %s is a superuser or bypasses row-level security', rolname) as problem
      from pg_roles where rolname = current_user and (rolsuper or rolbypassrls)
    union all
    select format('the role %s owns %s', current_user, relname) from pg_class
      where relnamespace = 'understudy'::regnamespace and relkind in ('r', 'p', 'v', 'm')
        and pg_has_role(current_user, relowner, 'member')
    union all
    select format('the role %s may create in the schema', current_user)
      where has_schema_privilege(current_user, 'understudy', 'create')
    union all
    select format('the role %s may read %s', current_user, relname) from pg_class
      where relnamespace = 'understudy'::regnamespace and relname in ('migrations', 'application_role')
        and has_any_column_privilege(current_user, oid, 'select, insert, update')`.execute(tx)
  return rows.map(({ problem }) => problem)
}

interface TableFacts {
  readonly name: string
  readonly forced: boolean
  readonly policies: readonly {
    readonly plain: boolean
    readonly using: string | null
    readonly check: string | null
  }[]
  readonly may_change: boolean
}

/** Each table that the role can reach, known or not. */
async function aboutTables(tx: Tx): Promise<string[]> {
  const { rows } = await sql<TableFacts>`
    select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as forced,
      has_any_column_privilege(current_user, c.oid, 'update')
        or has_table_privilege(current_user, c.oid, 'delete, truncate') as may_change,
      coalesce((select json_agg(json_build_object(
          'plain', p.polpermissive and p.polcmd = '*' and p.polroles = '{0}',
          'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid)))
        from pg_policy p where p.polrelid = c.oid), '[]'::json) as policies
    from pg_class c
    where c.relnamespace = 'understudy'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
      and has_any_column_privilege(current_user, c.oid, 'select, insert, update')
    order by 1`.execute(tx)
  const found = new Set(rows.map(({ name }) => name))
  return [
    ...Object.keys(kinds).flatMap((table) => (found.has(table) ? [] : [`${table} cannot be reached`])),
    ...rows.flatMap(({ name, forced, policies, may_change }) => {
      const kind = kinds[name]
      const wanted = kind && conditions[kind]
      const [policy, ...more] = policies
      const isIsolated = policy?.plain && policy.using === wanted && policy.check === wanted && more.length === 0
      return [
        ...(forced ? [] : [`${name} has no forced row-level security`]),
        ...(wanted !== undefined && isIsolated ? [] : [`the policies of ${name} are not what they should be`]),
        ...(shapes[name]?.appendOnly && may_change ? [`rows of ${name} can be changed`] : []),
      ]
    }),
  ]
}

/** One team's rows as the other sees them, and as nobody does. */
async function aboutCanaries(tx: Tx, login: Login): Promise<string[]> {
  const [one, other] = [randomUUID(), randomUUID()]
  const problems: string[] = []
  const see = async (who: string, table: string, which: RawBuilder<unknown>) => {
    const { rows } = await sql`select from ${sql.table(table)} where ${which} limit 1`.execute(tx)
    if (rows.length > 0) problems.push(`${who} reads rows of ${table}`)
  }
  await sql`insert into places values (${one}), (${other})`.execute(tx)
  await enter(tx, login, one)
  const write = (to: string) =>
    sql`insert into team_config (team_id, config_sealed, updated_at, revision) values (${to}, 'canary', '', 1)`.execute(
      tx,
    )
  await write(one)
  const { rows } = await sql`select from team_config where team_id = ${one}`.execute(tx)
  if (rows.length !== 1) problems.push('a team does not read its own rows')
  await enter(tx, login, other)
  for (const table of Object.keys(teamShape)) await see('a team', table, sql`team_id <> ${other}`)
  for (const table of Object.keys(systemShape)) await see('a team', table, sql`true`)
  await see('a team', 'places', sql`team_id <> ${other}`)
  await sql`update team_config set config_sealed = 'taken'`.execute(tx)
  await sql`delete from team_config`.execute(tx)
  await sql`savepoint foreign_row`.execute(tx)
  try {
    await write(one)
    problems.push("a team writes into another's rows")
  } catch (thrown) {
    if (codeOf(thrown) !== '42501') problems.push("a team learns of another's rows by what it may not write")
  }
  await sql`rollback to foreign_row`.execute(tx)
  await enter(tx, login, '')
  for (const table of Object.keys(teamShape)) await see('whoever is in no team', table, sql`true`)
  await enter(tx, login, one)
  const { rows: kept } = await sql`select from team_config where config_sealed = 'canary'`.execute(tx)
  if (kept.length !== 1) problems.push("a team changes another's rows")
  return problems
}
