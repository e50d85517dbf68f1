import { testApiDefaults } from '../context/test-api-defaults.ts'
import type { TestDataScope } from '../context/test-data-scope.ts'

/** What client and server of a test data API agree on. */
export const wire = {
  basePath: testApiDefaults.basePath,
  prefix: testApiDefaults.prefix,
  /** Field and column that marks a record as test data. */
  flag: 'isTest',
  defaultMinutes: testApiDefaults.minutes,
  capMinutes: testApiDefaults.capMinutes,
  headers: {
    mode: 'X-Test-Mode',
    testId: 'X-Test-ID',
    /** id of the secret. */
    key: 'X-Test-Key',
    /** Whole seconds since 1970. */
    timestamp: 'X-Test-Timestamp',
    /** 16 to 64 letters, digits, dashes and underscores; never the same again. */
    nonce: 'X-Test-Nonce',
    signature: 'X-Test-Signature',
    /** 8 to 128 letters, digits and . _ : - */
    idempotency: 'Idempotency-Key',
    /** true, or not sent. */
    shadow: 'X-Test-Shadow',
    /** Of every answer, so that an error is found in the application's log. */
    request: 'X-Request-ID',
  },
  /** Everything else under the base path is the name of an entity type or of a scenario. All are POST with JSON. */
  operations: { verify: 'verify-access', cleanup: 'cleanup', renew: 'renew' },
  /** Seconds that the clocks of both sides may differ. */
  tolerance: 300,
} as const

/**
 * What is signed: method, path with query, test id, timestamp, nonce, idempotency key, shadow and the body's sha256, a
 * line each. A header that is not sent is the empty text here.
 */
export interface Signed {
  readonly method: string
  readonly path: string
  readonly testId: string
  readonly timestamp: string
  readonly nonce: string
  readonly idempotencyKey: string
  readonly shadow: string
  readonly body: Uint8Array
}

interface Lifetime {
  readonly scope: TestDataScope
  readonly maxAgeMinutes: number
  readonly buildId?: string | undefined
}

export interface VerifyRequest extends Lifetime {
  /** Count only records that the application still has, with both marks; each of them is looked up. */
  readonly standing?: boolean | undefined
}

export interface VerifyAnswer {
  readonly testId: string
  readonly prefix: string
  readonly flag: string
  readonly expiresAt: string
  readonly entities: readonly string[]
  readonly scenarios: readonly string[]
  /** How many records this test id has now, by type, as the registry knows. */
  readonly records: Readonly<Record<string, number>>
}

/** To the path that is the name of an entity type, or of a scenario. */
export interface CreateRequest extends Lifetime {
  /** One or more of the same type, created in order, all or none; of a scenario exactly one. */
  readonly inputs: readonly unknown[]
}

export interface CreateAnswer {
  readonly created: readonly { readonly type: string; readonly id: string; readonly record: unknown }[]
  readonly expiresAt: string
  /** Nothing was created; this is what would have been. */
  readonly shadow: boolean
  /** Of a scenario: what it answers itself. */
  readonly result?: unknown
}

/** Of what is kept for an environment; its owner has it for so long from now on. */
export interface RenewRequest {
  readonly maxAgeMinutes: number
  readonly buildId?: string | undefined
}

export interface RenewAnswer {
  readonly renewed: number
  readonly expiresAt: string
}

export interface CleanupRequest {
  /**
   * Left out: everything that the test id created, and the id is closed: creations under way are waited for, later ones
   * are refused until verify-access opens it again, and its idempotency keys are forgotten.
   */
  readonly only?: readonly { readonly type: string; readonly id: string }[] | undefined
  /** Also what has expired, of any test id. */
  readonly expired?: boolean | undefined
  readonly buildId?: string | undefined
}

export interface CleanupAnswer {
  readonly deleted: Readonly<Record<string, number>>
  readonly failures: readonly { readonly type: string; readonly id: string; readonly reason: string }[]
  /** Everything that was asked for is gone. */
  readonly complete: boolean
  /** How many records were removed because they had expired. */
  readonly expired?: number | undefined
}

/** Of every request that is refused or fails; nothing in it is a value of the request. ENTITY_INVALID has details.problems. */
export interface ErrorAnswer {
  readonly errorCode: string
  readonly message: string
  readonly details: Readonly<Record<string, unknown>>
  readonly timestamp: string
  readonly requestId: string
  readonly hint: string
  readonly suggestedActions: readonly string[]
}
