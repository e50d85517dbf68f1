import type { TestDataScope } from '../../context/test-data-scope.ts'

/**
 * intended: it is being created, or its server died over that. made: it stands. abandoned: nobody waits for it any more;
 * if it comes to be after all, who creates it removes it again. removing: somebody is at it. gone.
 */
export type RecordState = 'intended' | 'made' | 'abandoned' | 'removing' | 'gone'

/** What belongs to it in another system. */
export type OutsideState = 'none' | 'intended' | 'made' | 'gone'

/** A record of the application that a test created, as the registry knows it. */
export interface Registered {
  readonly seq: number
  readonly creation: string
  readonly testId: string
  readonly owner: string
  readonly buildId: string | null
  readonly type: string
  /** Null until the application has said it. */
  readonly recordId: string | null
  readonly state: RecordState
  readonly outside: OutsideState
  readonly outsideReference: string | null
  readonly scope: TestDataScope
  readonly idempotencyKey: string
  readonly leasedAt: number
  readonly expiresAt: number
  /** Until when whoever creates or removes it is believed to be alive. */
  readonly busyUntil: number
}

export const recordColumns = `seq, creation, test_id as "testId", owner, build_id as "buildId", type,
  record_id as "recordId", state, outside, outside_reference as "outsideReference", scope,
  idempotency_key as "idempotencyKey", leased_at as "leasedAt", expires_at as "expiresAt", busy_until as "busyUntil"`
