import { createHash, randomBytes } from 'node:crypto'
import type pg from 'pg'
import type { KeyRing } from '../../crypto/key-ring.ts'
import { codeOf } from '../../errors/code-of.ts'
import { ServerError } from '../../errors/server-error.ts'
import { grants } from '../shape/policies.ts'
import { literal, quote } from '../shape/statements.ts'
import { systemShape } from '../shape/system-shape.ts'
import { teamShape } from '../shape/team-shape.ts'
import { scramVerifier } from './scram.ts'

/** Roles belong to the whole server: each database has one of its own. */
export function applicationRole(database: string): string {
  return `understudy_app_${createHash('sha256').update(database).digest('hex').slice(0, 12)}`
}

const attributes = 'login nosuperuser nobypassrls nocreatedb nocreaterole noinherit noreplication'

/**
 * Makes the role that all requests run as, and gives it what it needs. Its password is kept sealed where it cannot read
 * it. Without the right to make roles, the owner takes the role on in each transaction, if somebody has made it.
 * @returns its password, or undefined where it is taken on
 */
export async function ensureRole(owner: pg.Client, role: string, ring: KeyRing): Promise<string | undefined> {
  await owner.query(
    'create table if not exists understudy.application_role (name text primary key, ring_key text not null, wrapped bytea not null)',
  )
  const password = (await isThere(owner, role)) ? await knownPassword(owner, role, ring) : undefined
  const made = password ?? (await makePassword(owner, role, ring))
  await give(owner, role)
  if (made === undefined && !(await mayTakeOn(owner, role))) throw needed(role)
  return made
}

async function isThere(owner: pg.Client, role: string): Promise<boolean> {
  const { rowCount } = await owner.query('select from pg_roles where rolname = $1', [role])
  return rowCount === 1
}

async function knownPassword(owner: pg.Client, role: string, ring: KeyRing): Promise<string | undefined> {
  const { rows } = await owner.query<{ ring_key: string; wrapped: Buffer }>(
    'select ring_key, wrapped from understudy.application_role where name = $1',
    [role],
  )
  const [row] = rows
  if (!row) return undefined
  const password = Buffer.from(ring.unwrap({ ringKey: row.ring_key, wrapped: row.wrapped }, role)).toString('ascii')
  if (row.ring_key !== ring.current) await keep(owner, role, password, ring)
  return password
}

async function makePassword(owner: pg.Client, role: string, ring: KeyRing): Promise<string | undefined> {
  const password = randomBytes(32).toString('base64url')
  const verb = (await isThere(owner, role)) ? 'alter' : 'create'
  try {
    await owner.query(`${verb} role ${quote(role)} ${attributes} password ${literal(scramVerifier(password))}`)
  } catch (thrown) {
    if (codeOf(thrown) !== '42501') throw thrown
    if (verb === 'create') throw needed(role)
    return undefined
  }
  await keep(owner, role, password, ring)
  return password
}

async function keep(owner: pg.Client, role: string, password: string, ring: KeyRing): Promise<void> {
  const { ringKey, wrapped } = ring.wrap(Buffer.from(password, 'ascii'), role)
  await owner.query(
    `insert into understudy.application_role values ($1, $2, $3)
       on conflict (name) do update set ring_key = excluded.ring_key, wrapped = excluded.wrapped`,
    [role, ringKey, wrapped],
  )
}

async function give(owner: pg.Client, role: string): Promise<void> {
  await owner.query('begin')
  await owner.query('set local search_path = understudy, pg_temp')
  await owner.query(`grant usage on schema understudy to ${quote(role)}`)
  await owner.query(`grant select, insert, delete on places to ${quote(role)}`)
  for (const grant of [...grants(systemShape, role), ...grants(teamShape, role)]) await owner.query(grant)
  const { rows } = await owner.query<{ has: boolean }>(
    "select current_setting('server_version_num')::int >= 170000 as has",
  )
  if (rows[0]?.has) await owner.query(`grant maintain on data_keys to ${quote(role)}`)
  await owner.query('commit')
}

async function mayTakeOn(owner: pg.Client, role: string): Promise<boolean> {
  const { rows } = await owner.query<{ may: boolean }>("select pg_has_role($1::name, 'member') as may", [role])
  return rows[0]?.may === true
}

function needed(role: string): ServerError {
  return new ServerError('STORE_ROLE', {
    message: `the server needs the role ${role}, and the role of its URL may not make it`,
    hint: `Let someone who may run: create role ${quote(role)} ${attributes.replace('login', 'nologin')}; grant ${quote(role)} to the role of the URL.`,
  })
}
