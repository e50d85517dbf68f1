import type { Isolation, Leak } from '../isolation/world.ts'
import type { TestMode } from './test-mode.ts'

/** Which context it happens to. */
interface About {
  readonly mode: TestMode
  readonly runId: string
  readonly testId: string
  /** When, in milliseconds since 1970. */
  readonly at: number
}

export type ContextHappening =
  | { readonly type: 'setup-started' }
  | { readonly type: 'setup-finished'; readonly milliseconds: number; readonly isolation?: Isolation | undefined }
  | { readonly type: 'setup-failed'; readonly milliseconds: number; readonly code: string; readonly message: string }
  | { readonly type: 'data-loaded'; readonly need: string; readonly kind: string; readonly milliseconds: number }
  | { readonly type: 'upgraded'; readonly from: Isolation; readonly to: Isolation; readonly reason: string }
  | { readonly type: 'validated'; readonly valid: boolean; readonly problems: number }
  | { readonly type: 'leak'; readonly leak: Leak }
  | { readonly type: 'cleanup-started' }
  | { readonly type: 'cleanup-finished'; readonly milliseconds: number; readonly kept: boolean }
  /** Something stayed behind, or could not be asked: an alert. */
  | { readonly type: 'cleanup-failed'; readonly milliseconds: number; readonly failures: readonly string[] }
  | { readonly type: 'swept'; readonly run: string; readonly removed: number; readonly left: number }
  | { readonly type: 'request'; readonly operation: string; readonly status: number; readonly milliseconds: number }

/** What happens to a context, as data; no event holds a value or a secret. */
export type ContextEvent = About & ContextHappening

export type ContextEventType = ContextEvent['type']
