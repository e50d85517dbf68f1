import type { Isolation, Leak, World } from '../isolation/world.ts'
import type { DataNeeds, LoadedOf } from './data-need.ts'
import type { TestDataScope } from './test-data-scope.ts'
import type { TestMode } from './test-mode.ts'

export type TestOutcome = 'passed' | 'failed' | 'unknown'

/** What the configuration's `data` names, loaded when it is first asked for. */
export interface TestDataSet<out Needs extends DataNeeds = DataNeeds> {
  readonly names: readonly string[]
  /** Once: whoever asks again gets the same. */
  get<Name extends keyof Needs & string>(name: Name): Promise<LoadedOf<Needs[Name]>>
  load(...names: (keyof Needs & string)[]): Promise<void>
  readonly loaded: readonly string[]
}

/** Prints, and serialises, without its secret. */
export interface ConnectionInfo {
  readonly environment: 'test' | 'production'
  /** Host and database, a file, or a base URL; never a password. */
  readonly target: string
  readonly safety: {
    /** Nothing that the test does is seen by anybody else. */
    readonly isolated: boolean
    /** Nothing is really created. */
    readonly shadow: boolean
    /** Real records cannot be reached. */
    readonly productionGuarded: boolean
  }
}

export interface TestMetadata {
  readonly runId: string
  /** In production it begins with the prefix. */
  readonly testId: string
  readonly mode: TestMode
  readonly scope: TestDataScope
  readonly policy: CleanupPolicy
  readonly seed: string | number
  /** The test's name, where a runner has one. */
  readonly name: string | undefined
  readonly worker: number
  /** How production tells its test data: by prefix and by flag. */
  readonly markers: { readonly prefix: string; readonly flag: string } | undefined
  readonly startedAt: string
  readonly expiresAt: string
  readonly timings: { readonly setup: number }
}

export type CleanupPolicy = 'always' | 'on-success' | 'never'

export interface CleanupProblem {
  readonly what: string
  readonly code: string
  readonly message: string
}

/** What became of a cleanup; it is an answer and never thrown, so that the test's own failure is the one reported. */
export interface ContextCleanup {
  /** Everything is gone, and nothing failed. */
  readonly complete: boolean
  /** The policy asked to keep the data. */
  readonly kept: boolean
  /** Where, without a secret; from then on it belongs to who asked for it, and no sweep removes it. */
  readonly keptAt?: string | undefined
  readonly failures: readonly CleanupProblem[]
  readonly leaks: readonly Leak[]
  readonly milliseconds: number
}

/** The world of one test: `await using data = await manager.setupContext('database', config)`. */
export interface DataContext<out Needs extends DataNeeds = DataNeeds> extends AsyncDisposable {
  readonly mode: TestMode
  readonly testData: TestDataSet<Needs>
  readonly connectionInfo: ConnectionInfo
  readonly metadata: TestMetadata
  /** One line that makes the rows of this context again: `understudy replay TOKEN`. */
  readonly replayToken: string
  /** Safe to call twice: it is one cleanup. */
  cleanup(outcome?: TestOutcome): Promise<ContextCleanup>
}

export interface DatabaseContext<out Needs extends DataNeeds = DataNeeds> extends DataContext<Needs> {
  readonly mode: 'database'
  readonly isolation: Isolation
  /** Queries, loads and transactions in the world of this test. */
  readonly database: World['database']
  readonly world: World
  /** For code that connects by itself. */
  url(): Promise<string>
}
