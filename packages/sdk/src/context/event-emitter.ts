import type { ContextEvent, ContextHappening } from './context-event.ts'
import type { TestMode } from './test-mode.ts'

export type EmitEvent = (happening: ContextHappening) => void

/** Tells a listener what happens to one context. Whatever the listener does, it changes nothing of that. */
export function eventEmitter(
  about: { readonly mode: TestMode; readonly runId: string; readonly testId: string },
  onEvent: ((event: ContextEvent) => unknown) | undefined,
): EmitEvent {
  return (happening) => {
    try {
      const answer = onEvent?.({ ...about, at: Date.now(), ...happening })
      if (answer instanceof Promise) answer.catch(() => {})
    } catch {
      // A listener's mistake is its own: the test goes on.
    }
  }
}
