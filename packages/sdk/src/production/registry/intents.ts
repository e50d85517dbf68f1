import type { Session } from '../../database/adapter.ts'
import { UnderstudyError } from '../../errors.ts'
import type { Registered } from './record.ts'
import { tables } from './tables.ts'

export type Intent = Pick<
  Registered,
  | 'creation'
  | 'testId'
  | 'owner'
  | 'buildId'
  | 'type'
  | 'scope'
  | 'idempotencyKey'
  | 'leasedAt'
  | 'expiresAt'
  | 'busyUntil'
> & { readonly outside: 'none' | 'intended'; readonly attempt: number }

/**
 * Notes what is about to be created, and keeps its request alive. False when it must not be: the test id was closed, or
 * another attempt of the request has taken over.
 */
export async function intend(db: Session, intent: Intent): Promise<boolean> {
  return db.transaction(async (tx) => {
    // Whoever closes the id waits for this transaction, and sees the intent then. He takes the id before the request too.
    const open = await tx.query(
      `select 1 as open from ${tables.ids} where test_id = $1 and owner = $2 and closed = 0
       ${tx.dialect === 'postgres' ? 'for share' : ''}`,
      [intent.testId, intent.owner],
    )
    const alive = await tx.query(
      `update ${tables.requests} set busy_until = $4 where test_id = $1 and idempotency_key = $2 and attempt = $3
       returning attempt`,
      [intent.testId, intent.idempotencyKey, intent.attempt, intent.busyUntil],
    )
    if (alive.length === 0 || open.length === 0) return false
    await tx.query(
      `insert into ${tables.records} (creation, test_id, owner, build_id, type, state, outside, scope,
         idempotency_key, leased_at, expires_at, busy_until)
       values ($1, $2, $3, $4, $5, 'intended', $6, $7, $8, $9, $10, $11)`,
      [
        intent.creation,
        intent.testId,
        intent.owner,
        intent.buildId,
        intent.type,
        intent.outside,
        intent.scope,
        intent.idempotencyKey,
        intent.leasedAt,
        intent.expiresAt,
        intent.busyUntil,
      ],
    )
    return true
  })
}

export async function noteOutside(db: Session, creation: string, reference: string): Promise<void> {
  await db.query(`update ${tables.records} set outside = 'made', outside_reference = $2 where creation = $1`, [
    creation,
    reference,
  ])
}

/**
 * Says which record an intent has become. `abandoned`: nobody waits for it, so it has to go again. `taken`: that record
 * is registered already, as somebody else's.
 */
export async function noteMade(
  db: Session,
  creation: string,
  recordId: string,
): Promise<'made' | 'abandoned' | 'taken'> {
  try {
    const noted = await db.query(
      `update ${tables.records} set state = 'made', record_id = $2 where creation = $1 and state = 'intended'
       returning creation`,
      [creation, recordId],
    )
    if (noted.length > 0) return 'made'
    // The id is kept for whoever removes it, should this server die before it has.
    await db.query(`update ${tables.records} set record_id = $2 where creation = $1 and state <> 'gone'`, [
      creation,
      recordId,
    ])
    return 'abandoned'
  } catch (thrown) {
    if (thrown instanceof UnderstudyError && thrown.code === 'CONSTRAINT_VIOLATED') return 'taken'
    throw thrown
  }
}
