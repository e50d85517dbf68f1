import type { Isolation, Preparation } from '../isolation/world.ts'
import type { ContextEvent } from './context-event.ts'
import type { CleanupPolicy } from './data-context.ts'
import type { DataNeeds } from './data-need.ts'
import type { TestDataScope } from './test-data-scope.ts'

/** A secret of the test data API and the name that it is rotated under. */
export interface TestApiSecret {
  readonly id: string
  /** At least 32 characters. */
  readonly key: string
}

/** Everything a run needs; parsed once by parseTestConfig, which also reads the environment. */
export interface TestConfig<Needs extends DataNeeds = DataNeeds> {
  readonly database?: {
    /** UNDERSTUDY_DATABASE_URL when not said. */
    readonly url?: string | undefined
    /** auto when not said. */
    readonly isolation?: Isolation | 'auto' | undefined
    /** Migrations and rows that every test begins with. */
    readonly prepare?: Preparation | undefined
    /** Clones that stand ready; 1 when not said. */
    readonly ready?: number | undefined
    /** Whether what a test left behind is looked for, and whether it fails the cleanup; report when not said. */
    readonly leaks?: 'off' | 'report' | 'fail' | undefined
    /** URLs of production, which are refused; those of UNDERSTUDY_PRODUCTION_URLS always are. */
    readonly productionUrls?: readonly string[] | undefined
  }
  readonly production?: {
    /** UNDERSTUDY_TEST_API_URL when not said. */
    readonly baseUrl?: string | undefined
    /** /api/test/ when not said. */
    readonly basePath?: string | undefined
    /** UNDERSTUDY_TEST_API_SECRET (id:key) when not said. */
    readonly secret?: TestApiSecret | undefined
    /** understudy_test_ when not said; the same as the API's. */
    readonly prefix?: string | undefined
    /** Nothing is created; the answers say what would have been. */
    readonly shadow?: boolean | undefined
    /** Of one manager: 500 requests and 4 at the same time when not said. */
    readonly budget?: { readonly requests?: number; readonly concurrency?: number } | undefined
    /** Where failed cleanups are told, by POST; onEvent gets them as well. */
    readonly alertWebhook?: string | undefined
  }
  /** Where dataset() and lease() get their rows. */
  readonly server?: {
    /** UNDERSTUDY_SERVER_URL when not said. */
    readonly url?: string | undefined
    /** Short name or id; UNDERSTUDY_SERVER_TEAM when not said. */
    readonly team?: string | undefined
    /** An API key of the team; UNDERSTUDY_API_KEY when not said. */
    readonly key?: string | undefined
  }
  readonly data?: Needs
  /** Needs that must be loaded before the test begins. */
  readonly required?: readonly (keyof Needs & string)[] | undefined
  readonly seed?: string | number | undefined
  readonly scope?: TestDataScope | undefined
  /** 60 when not said, 1440 at most. */
  readonly maxAgeMinutes?: number | undefined
  readonly cleanup?: {
    /** always when not said; or one for each scope. */
    readonly policy?: CleanupPolicy | Partial<Record<TestDataScope, CleanupPolicy>> | undefined
    /** Milliseconds; 10000 when not said. */
    readonly timeout?: number | undefined
  }
  /** Made when not said; the tests of one run share it. */
  readonly runId?: string | undefined
  readonly name?: string | undefined
  readonly worker?: number | undefined
  readonly ledger?: { readonly folder?: string | undefined; readonly lease?: number | undefined }
  readonly onEvent?: ((event: ContextEvent) => void) | undefined
  readonly signal?: AbortSignal | undefined
}
