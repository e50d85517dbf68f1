import { messageOf, UnderstudyError } from '../errors.ts'
import type { ContextCleanup } from './data-context.ts'

/** Why a setup failed: what it failed with, when that has a code of its own; and what of it could not be taken back. */
export function setupError(thrown: unknown, takenBack: ContextCleanup | undefined): UnderstudyError {
  const left = takenBack?.failures ?? []
  if (thrown instanceof UnderstudyError && left.length === 0) return thrown
  const also = left.length === 0 ? '' : `; and not all of it could be taken back: ${left.map(({ message }) => message)}`
  return new UnderstudyError(thrown instanceof UnderstudyError ? thrown.code : 'CONTEXT_SETUP_FAILED', {
    operation: 'set up a context',
    message: messageOf(thrown) + also,
    ...(thrown instanceof UnderstudyError ? { hint: thrown.hint } : {}),
    details: { ...(thrown instanceof UnderstudyError ? thrown.details : {}), ...(left.length > 0 ? { left } : {}) },
    cause: thrown,
  })
}
