import type { Session } from '../../database/adapter.ts'
import { tables } from './tables.ts'

export type Standing = 'open' | 'closed' | 'foreign'

/** Makes a test id known as the owner's; the first who comes has it. @param reopen opens one that its cleanup closed. */
export async function claimTestId(
  db: Session,
  { testId, owner, expiresAt, reopen }: { testId: string; owner: string; expiresAt: number; reopen: boolean },
): Promise<Standing> {
  const [row] = await db.query<{ closed: number }>(
    `insert into ${tables.ids} as known (test_id, owner, closed, expires_at) values ($1, $2, 0, $3)
     on conflict (test_id) do update
     set closed = case when $4 = 1 then 0 else known.closed end,
       expires_at = case when $3 > known.expires_at then $3 else known.expires_at end
     where known.owner = $2 returning closed`,
    [testId, owner, expiresAt, reopen ? 1 : 0],
  )
  if (!row) return 'foreign'
  return row.closed === 1 ? 'closed' : 'open'
}

/** Undefined when nobody has it. */
export async function standingOf(db: Session, testId: string, owner: string): Promise<Standing | undefined> {
  const [row] = await db.query<{ owner: string; closed: number }>(
    `select owner, closed from ${tables.ids} where test_id = $1`,
    [testId],
  )
  if (!row) return undefined
  if (row.owner !== owner) return 'foreign'
  return row.closed === 1 ? 'closed' : 'open'
}

/** Creations that have not begun yet are refused from now on; what it had answered before is forgotten. */
export async function closeTestId(db: Session, testId: string, owner: string): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query(`update ${tables.ids} set closed = 1 where test_id = $1 and owner = $2`, [testId, owner])
    await tx.query(`delete from ${tables.requests} where test_id = $1`, [testId])
  })
}

/** Those of which nothing is left. */
export async function forgetTestIds(db: Session, before: number): Promise<void> {
  await db.query(
    `delete from ${tables.ids} where expires_at < $1
     and not exists (select 1 from ${tables.records} r where r.test_id = ${tables.ids}.test_id)`,
    [before],
  )
}
