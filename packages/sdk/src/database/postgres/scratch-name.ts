import { randomBytes } from 'node:crypto'
import type { Session } from '../adapter.ts'
import { quoteLiteral } from './quote.ts'

/** Databases that exist for one piece of work alone. */
const prefix = 'understudy_scratch_'

export function scratchName(): string {
  return `${prefix}${randomBytes(6).toString('hex')}`
}

/** Taken before the database is made and held until it is dropped; the server frees the lock of a process that dies. */
export async function holdScratchName(session: Session, name: string): Promise<void> {
  await session.query(`select pg_catalog.pg_advisory_lock(${key(quoteLiteral(name))})::text`)
}

/** Of the whole server, those whose lock nobody holds: names are used once, so whoever made them is dead. */
export async function abandonedScratchNames(session: Session): Promise<string[]> {
  const held = `select 1 from pg_catalog.pg_locks where locktype = 'advisory' and objsubid = 1
    and (classid::int8 << 32 | objid::int8) = ${key('datname')}`
  const rows = await session.query<{ name: string }>(
    `select datname as name from pg_catalog.pg_database
     where datname like ${quoteLiteral(`${prefix.replaceAll('_', '!_')}%`)} escape '!' and not exists (${held})
     order by datname`,
  )
  return rows.map(({ name }) => name)
}

/** Of an expression for the name. */
function key(name: string): string {
  return `pg_catalog.hashtextextended('understudy scratch ' || ${name}, 0)`
}
