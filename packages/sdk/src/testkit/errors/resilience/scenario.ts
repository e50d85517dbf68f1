import type { DatabaseTestClient } from '../../client/database-test-client.ts'
import type { ClassifiedError } from '../error-class.ts'

export const resilienceScenarios = [
  'connection_timeout',
  'connection_refused',
  'connection_pool_exhaustion',
  'network_delay',
  'network_interruption',
  'interrupted_answer',
  'lost_commit',
  'statement_timeout',
  'lock_timeout',
  'idle_in_transaction',
  'administrator_shutdown',
  'server_restart',
] as const
export type ResilienceScenario = (typeof resilienceScenarios)[number]

export interface ResilienceOptions {
  /** Restarts the server, and returns when it was told to. Without it nobody may, and `server_restart` is skipped. */
  readonly restart?: (() => Promise<void>) | undefined
  /** Milliseconds within which a database must serve again, after what was wrong is over; 30 000 when not said. */
  readonly recoveryLimit?: number | undefined
  readonly signal?: AbortSignal | undefined
}

export interface ResilienceResult {
  readonly success: boolean
  /** Why it was not tried here; then it is no success. */
  readonly skipped: string | null
  /** Milliseconds from the end of the trouble until the database served again; null where it did not. */
  readonly recoveryTime: number | null
  /** What whoever used the database meanwhile was told. */
  readonly classified: ClassifiedError | null
  readonly error: string | null
  /** How long all of it took. */
  readonly milliseconds: number
}

export interface Trouble {
  readonly client: DatabaseTestClient
  readonly options: ResilienceOptions
}

/** What came of a trouble that was caused. */
export interface Aftermath {
  readonly classified: ClassifiedError | null
  readonly recoveryTime: number
}

/** Something was not as it should be; the message says what. */
export class NotResilient extends Error {
  readonly classified: ClassifiedError | null

  constructor(message: string, classified: ClassifiedError | null = null) {
    super(message)
    this.classified = classified
  }
}

/** It cannot be tried here; the message says why. */
export class NotHere extends Error {}
