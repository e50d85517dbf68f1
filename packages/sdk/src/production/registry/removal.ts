import type { Session } from '../../database/adapter.ts'
import { type Registered, recordColumns } from './record.ts'
import { tables } from './tables.ts'

export interface RemovalClaim {
  readonly now: number
  readonly busyUntil: number
  /** An intent is taken though whoever creates it may be alive. */
  readonly unfinished: boolean
  /** Only what has expired; a lease may be renewed at any moment. */
  readonly expired: boolean
}

/** Takes the removal of one record on, once for all servers. Undefined when it is not to be had. */
export async function claimRemoval(
  db: Session,
  creation: string,
  { now, busyUntil, unfinished, expired }: RemovalClaim,
): Promise<Registered | undefined> {
  const [claimed] = await db.query<Registered>(
    `update ${tables.records} set state = 'removing', busy_until = $3
     where creation = $1
       and (state in ('made', 'abandoned') or (state in ('intended', 'removing') and busy_until < $2)
         ${unfinished ? "or state = 'intended'" : ''})
       ${expired ? 'and (expires_at < $2 or record_id is null)' : ''}
     returning ${recordColumns}`,
    [creation, now, busyUntil],
  )
  return claimed
}

export async function noteGone(db: Session, creation: string): Promise<void> {
  await db.query(`update ${tables.records} set state = 'gone', busy_until = 0 where creation = $1`, [creation])
}

/** It could not be removed; made where it is known to stand, else abandoned. */
export async function letGo(db: Session, creation: string, state: 'made' | 'abandoned'): Promise<void> {
  await db.query(`update ${tables.records} set state = $2, busy_until = 0 where creation = $1 and state = 'removing'`, [
    creation,
    state,
  ])
}

export async function noteOutsideGone(db: Session, creation: string): Promise<void> {
  await db.query(`update ${tables.records} set outside = 'gone' where creation = $1`, [creation])
}
