import type { Session } from '../../database/adapter.ts'
import { type RecordState, type Registered, recordColumns } from './record.ts'
import { tables } from './tables.ts'

/** Everything of a test id that is not gone, newest first: the order to remove it in. */
export function standing(db: Session, testId: string, owner: string): Promise<Registered[]> {
  return db.query<Registered>(
    `select ${recordColumns} from ${tables.records}
     where test_id = $1 and owner = $2 and state <> 'gone' order by seq desc`,
    [testId, owner],
  )
}

/** What a request has left, newest first. */
export function standingOfRequest(db: Session, testId: string, idempotencyKey: string): Promise<Registered[]> {
  return db.query<Registered>(
    `select ${recordColumns} from ${tables.records}
     where test_id = $1 and idempotency_key = $2 and state <> 'gone' order by seq desc`,
    [testId, idempotencyKey],
  )
}

/** The newest entry for a record that this test id created, gone or not. */
export async function createdBy(
  db: Session,
  { testId, owner, type, id }: { testId: string; owner: string; type: string; id: string },
): Promise<Registered | undefined> {
  const [found] = await db.query<Registered>(
    `select ${recordColumns} from ${tables.records}
     where test_id = $1 and owner = $2 and type = $3 and record_id = $4 order by seq desc limit 1`,
    [testId, owner, type, id],
  )
  return found
}

/** What is over at any age, and what died half-way before `deadSince`; newest first. */
export function due(
  db: Session,
  { now, deadSince, below, limit }: { now: number; deadSince: number; below: number; limit: number },
): Promise<Registered[]> {
  return db.query<Registered>(
    `select ${recordColumns} from ${tables.records}
     where seq < $3 and ((state <> 'gone' and expires_at < $1) or (state = 'intended' and busy_until < $2))
     order by seq desc limit $4`,
    [now, deadSince, below, limit],
  )
}

/** How many of each type stand. */
export async function countsOf(db: Session, testId: string, owner: string): Promise<Record<string, number>> {
  const rows = await db.query<{ type: string; n: number }>(
    `select type, count(*) as n from ${tables.records}
     where test_id = $1 and owner = $2 and state in ('made', 'removing') group by type order by type`,
    [testId, owner],
  )
  return Object.fromEntries(rows.map(({ type, n }) => [type, n]))
}

export async function stateOf(db: Session, creation: string): Promise<RecordState | undefined> {
  const [row] = await db.query<{ state: RecordState }>(`select state from ${tables.records} where creation = $1`, [
    creation,
  ])
  return row?.state
}

export interface Renewal {
  readonly testId: string
  readonly owner: string
  readonly buildId: string | undefined
  readonly now: number
}

/** What is kept for an environment, and has not expired. */
function renewable({ testId, owner, buildId, now }: Renewal): { where: string; parameters: unknown[] } {
  return {
    where: `test_id = $1 and owner = $2 and expires_at >= $3 and ($4 = '' or build_id = $4)
      and scope = 'persistent_environment' and state = 'made'`,
    parameters: [testId, owner, now, buildId ?? ''],
  }
}

export async function countRenewable(db: Session, renewal: Renewal): Promise<number> {
  const { where, parameters } = renewable(renewal)
  const [row] = await db.query<{ n: number }>(`select count(*) as n from ${tables.records} where ${where}`, parameters)
  return row?.n ?? 0
}

/** Gives a new lease; answers to how many. */
export async function renewLeases(db: Session, renewal: Renewal, expiresAt: number): Promise<number> {
  const { where, parameters } = renewable(renewal)
  const renewed = await db.query(
    `update ${tables.records} set leased_at = $3, expires_at = $5 where ${where} returning creation`,
    [...parameters, expiresAt],
  )
  return renewed.length
}

/** Entries of what is long gone. */
export async function forgetGone(db: Session, before: number): Promise<void> {
  await db.query(`delete from ${tables.records} where state = 'gone' and expires_at < $1`, [before])
}
