import type { TestApiSecret } from '../../context/test-config.ts'
import type { Database } from '../../database/adapter.ts'
import type { TestEntities } from '../entity.ts'
import type { TestScenarios } from '../scenario.ts'
import type { TestApiEvent } from './event.ts'

/** A key that may sign requests. */
export interface ServerSecret extends TestApiSecret {
  /**
   * Whose records it creates and cleans up; its id when not said. Two keys of one owner are how a key is replaced; keys
   * of different owners never reach each other's records.
   */
  readonly owner?: string | undefined
}

export interface TestDataApiLimits {
  /** Of a body; 262144 when not said. */
  readonly bytes?: number | undefined
  /** Of one request; 100 when not said. */
  readonly inputs?: number | undefined
  /** That one test id may have at a time; 1000 when not said. */
  readonly records?: number | undefined
  /** Signed requests in a minute, counted by each server: 600 of a test id, 1200 of a key, 3000 of all when not said. */
  readonly perMinute?: { readonly testId?: number; readonly key?: number; readonly all?: number } | undefined
  /** Seconds after which the creation or the removal of one record counts as dead; 30 when not said. */
  readonly patience?: number | undefined
  /** Seconds that a request waits for another one that is at the same; 8 when not said. */
  readonly wait?: number | undefined
}

export interface TestDataApiOptions {
  /** By the name that is their path: builders, session-types. */
  readonly entities: TestEntities
  readonly scenarios?: TestScenarios | undefined
  /** The feature flag, asked before anything else of a request is read. Nothing but true is on. */
  readonly enabled: boolean | (() => boolean | Promise<boolean>)
  /** A text is `id:key`, or a key alone whose id is "default". */
  readonly secret: string | ServerSecret | readonly (string | ServerSecret)[]
  /** Where the registry is: a URL, or a database that is open and stays so. Its tables are made when first needed. */
  readonly store: string | Database
  /** /api/test/ when not said. */
  readonly basePath?: string | undefined
  /** understudy_test_ when not said. */
  readonly prefix?: string | undefined
  readonly limits?: TestDataApiLimits | undefined
  /** Seconds between two runs of the reaper; 0 when not said, which leaves it to api.reap(). */
  readonly reapEvery?: number | undefined
  readonly onEvent?: ((event: TestApiEvent) => void) | undefined
  /** Alerts are posted there too. */
  readonly alertWebhook?: string | undefined
  /** For the webhook; the global one when not said. */
  readonly fetch?: typeof fetch | undefined
  /** Milliseconds since 1970; Date.now when not said. */
  readonly clock?: (() => number) | undefined
}
