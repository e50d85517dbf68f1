import type pg from 'pg'
import type { KeyRing } from '../../crypto/key-ring.ts'
import { grants } from '../shape/policies.ts'
import { quote } from '../shape/statements.ts'
import { systemShape } from '../shape/system-shape.ts'
import { teamShape } from '../shape/team-shape.ts'
import { ensureLogin, roleOf } from './login-role.ts'

export const applicationRole = (database: string) => roleOf('app', database)

/** Makes the role that all requests run as, and gives it what it needs. Its password, or undefined where it is taken on. */
export async function ensureRole(owner: pg.Client, role: string, ring: KeyRing): Promise<string | undefined> {
  const password = await ensureLogin(owner, role, ring)
  await give(owner, role)
  return password
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
  if (rows[0]?.has) await owner.query(`grant maintain on data_keys, datasets to ${quote(role)}`)
  await owner.query('commit')
}
