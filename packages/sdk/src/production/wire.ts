import type { TestDataScope } from '../context/test-data-scope.ts'

/** What client and server of a test data API agree on. */
export const wire = {
  basePath: '/api/test/',
  prefix: 'understudy_test_',
  /** Field and column that marks a record as test data. */
  flag: 'isTest',
  defaultMinutes: 60,
  capMinutes: 24 * 60,
  headers: {
    mode: 'X-Test-Mode',
    testId: 'X-Test-ID',
    /** id of the secret. */
    key: 'X-Test-Key',
    timestamp: 'X-Test-Timestamp',
    nonce: 'X-Test-Nonce',
    signature: 'X-Test-Signature',
    idempotency: 'Idempotency-Key',
    shadow: 'X-Test-Shadow',
  },
  operations: { verify: 'verify-access', cleanup: 'cleanup', renew: 'renew', scenarios: 'scenarios' },
  /** Seconds that the clocks of both sides may differ. */
  tolerance: 300,
} as const

/** What is signed: method, path with query, test id, timestamp, nonce, idempotency key, shadow and the body's sha256, a line each. */
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

export interface VerifyRequest {
  readonly scope: TestDataScope
  readonly maxAgeMinutes: number
  readonly buildId?: string | undefined
}

export interface VerifyAnswer {
  readonly testId: string
  readonly prefix: string
  readonly flag: string
  readonly expiresAt: string
  readonly entities: readonly string[]
  readonly scenarios: readonly string[]
}

export interface CreateRequest {
  /** One or more of the same type, created in order, all or none. */
  readonly inputs: readonly unknown[]
  readonly scope: TestDataScope
  readonly maxAgeMinutes: number
  readonly buildId?: string | undefined
}

export interface CreateAnswer {
  readonly created: readonly { readonly type: string; readonly id: string; readonly record: unknown }[]
  readonly expiresAt: string
  /** Nothing was created; this is what would have been. */
  readonly shadow: boolean
}

export interface CleanupRequest {
  /** Left out: everything that the test id created. */
  readonly only?: readonly { readonly type: string; readonly id: string }[] | undefined
  readonly buildId?: string | undefined
}

export interface CleanupAnswer {
  readonly deleted: Readonly<Record<string, number>>
  readonly failures: readonly { readonly type: string; readonly id: string; readonly reason: string }[]
  readonly complete: boolean
}
