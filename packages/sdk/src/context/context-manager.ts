import type { ContextCleanup, DataContext, TestOutcome } from './data-context.ts'
import type { DataNeeds } from './data-need.ts'
import type { TestConfig } from './test-config.ts'
import type { TestMode } from './test-mode.ts'

export interface ContextProblem {
  readonly about: 'mode' | 'data' | 'connection' | 'metadata' | 'lifetime'
  readonly message: string
}

export interface ContextInspection {
  readonly valid: boolean
  readonly problems: readonly ContextProblem[]
}

/** What every manager of contexts does; `Context` is what its setup gives. */
export interface ContextManager<Context extends DataContext = DataContext> extends AsyncDisposable {
  /** The modes that setupContext takes; another is refused with MODE_UNSUPPORTED. */
  readonly modes: readonly TestMode[]
  /** A setup that fails takes back what it had begun, and may be called again. */
  setupContext<Needs extends DataNeeds>(
    mode: TestMode,
    config: TestConfig<Needs>,
  ): Promise<Context & DataContext<Needs>>
  validateContext(context: DataContext): Promise<boolean>
  /** As validateContext, with the reasons. */
  inspectContext(context: DataContext): Promise<ContextInspection>
  /** Never throws. */
  cleanupContext(context: DataContext, outcome?: TestOutcome): Promise<ContextCleanup>
  /** Contexts that are set up and not cleaned up, by test id. */
  readonly active: ReadonlyMap<string, Context>
  /** Cleans up what is active and lets go of all connections. */
  close(): Promise<void>
}
