import type { Session } from '../../database/adapter.ts'
import { tables } from './tables.ts'

export interface RequestKey {
  readonly testId: string
  readonly idempotencyKey: string
}

export interface RequestClaim extends RequestKey {
  readonly operation: string
  /** Of the body. */
  readonly fingerprint: string
  readonly now: number
  readonly busyUntil: number
  readonly expiresAt: number
}

export type Claimed =
  /** It is this server's to do; above the first attempt, another one died over it and may have left records. */
  | { readonly kind: 'mine'; readonly attempt: number }
  | { readonly kind: 'answered'; readonly answer: string }
  | { readonly kind: 'busy' }
  /** The key was used for something else. */
  | { readonly kind: 'other' }

/** Takes a request on, once for all servers, for as long as `busyUntil`. */
export async function claimRequest(db: Session, claim: RequestClaim): Promise<Claimed> {
  const { testId, idempotencyKey, operation, fingerprint, now, busyUntil, expiresAt } = claim
  const inserted = await db.query(
    `insert into ${tables.requests}
       (test_id, idempotency_key, operation, fingerprint, attempt, busy_until, expires_at)
     values ($1, $2, $3, $4, 1, $5, $6) on conflict do nothing returning attempt`,
    [testId, idempotencyKey, operation, fingerprint, busyUntil, expiresAt],
  )
  if (inserted.length > 0) return { kind: 'mine', attempt: 1 }
  const taken = await db.query<{ attempt: number }>(
    `update ${tables.requests} set attempt = attempt + 1, busy_until = $5
     where test_id = $1 and idempotency_key = $2 and operation = $3 and fingerprint = $4
       and answer is null and busy_until < $6 returning attempt`,
    [testId, idempotencyKey, operation, fingerprint, busyUntil, now],
  )
  if (taken[0]) return { kind: 'mine', attempt: taken[0].attempt }
  const [row] = await db.query<{ operation: string; fingerprint: string; answer: string | null }>(
    `select operation, fingerprint, answer from ${tables.requests} where test_id = $1 and idempotency_key = $2`,
    [testId, idempotencyKey],
  )
  // Who had it failed in between and let it go: whoever asks again gets it.
  if (!row) return { kind: 'busy' }
  if (row.operation !== operation || row.fingerprint !== fingerprint) return { kind: 'other' }
  return row.answer === null ? { kind: 'busy' } : { kind: 'answered', answer: row.answer }
}

/** False when another attempt has taken over, or a cleanup has forgotten it. */
export async function answerRequest(db: Session, key: RequestKey, attempt: number, answer: string): Promise<boolean> {
  const noted = await db.query(
    `update ${tables.requests} set answer = $4
     where test_id = $1 and idempotency_key = $2 and attempt = $3 returning attempt`,
    [key.testId, key.idempotencyKey, attempt, answer],
  )
  return noted.length > 0
}

/** It failed whole, so it may be tried again. */
export async function releaseRequest(db: Session, key: RequestKey, attempt: number): Promise<void> {
  await db.query(`delete from ${tables.requests} where test_id = $1 and idempotency_key = $2 and attempt = $3`, [
    key.testId,
    key.idempotencyKey,
    attempt,
  ])
}

export async function forgetRequests(db: Session, now: number): Promise<void> {
  await db.query(`delete from ${tables.requests} where expires_at < $1`, [now])
}
