import { createHash, randomBytes } from 'node:crypto'
import type pg from 'pg'
import type { KeyRing } from '../../crypto/key-ring.ts'
import { codeOf } from '../../errors/code-of.ts'
import { ServerError } from '../../errors/server-error.ts'
import { literal, quote } from '../shape/statements.ts'
import { scramVerifier } from './scram.ts'

/** Roles belong to the whole server: each database has ones of its own. */
export function roleOf(purpose: 'app' | 'queue', database: string): string {
  return `understudy_${purpose}_${createHash('sha256').update(database).digest('hex').slice(0, 12)}`
}

const attributes = 'login nosuperuser nobypassrls nocreatedb nocreaterole noinherit noreplication'

/**
 * A role that owns nothing of what is there, with a password that is kept sealed where it cannot read it. Without the
 * right to make roles, the owner takes the role on, if somebody has made it.
 * @returns its password, or undefined where it is taken on
 */
export async function ensureLogin(owner: pg.Client, role: string, ring: KeyRing): Promise<string | undefined> {
  await owner.query(
    'create table if not exists understudy.application_role (name text primary key, ring_key text not null, wrapped bytea not null)',
  )
  const password = (await isThere(owner, role)) ? await knownPassword(owner, role, ring) : undefined
  const made = password ?? (await makePassword(owner, role, ring))
  if (made === undefined && !(await mayTakeOn(owner, role))) throw needed(role)
  return made
}

async function isThere(owner: pg.Client, role: string): Promise<boolean> {
  const { rowCount } = await owner.query('select from pg_roles where rolname = $1', [role])
  return rowCount === 1
}

async function knownPassword(owner: pg.Client, role: string, ring: KeyRing): Promise<string | undefined> {
  const { rows } = await owner.query<{ name: string; ring_key: string; wrapped: Buffer }>(
    'select name, ring_key, wrapped from understudy.application_role',
  )
  let known: string | undefined
  for (const { name, ring_key: ringKey, wrapped } of rows) {
    const password = Buffer.from(ring.unwrap({ ringKey, wrapped }, name)).toString('ascii')
    // Of every role: when this was done, the ring's other keys may go.
    if (ringKey !== ring.current) await keep(owner, name, password, ring)
    if (name === role) known = password
  }
  return known
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
