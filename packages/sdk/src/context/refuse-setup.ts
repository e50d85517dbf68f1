import { UnderstudyError } from '../errors.ts'
import type { TestMode } from './test-mode.ts'

/** A manager that is closed begins nothing. */
export function refuseClosed(closed: boolean, operation = 'set up a context'): void {
  if (!closed) return
  throw new UnderstudyError('CONTEXT_CLOSED', {
    operation,
    message: 'the manager of contexts is closed',
    hint: 'Set contexts up before the manager is closed, or make another manager.',
  })
}

/** @param manager the class, for people */
export function refuseMode(manager: string, modes: readonly TestMode[], mode: TestMode): void {
  if (modes.includes(mode)) return
  const known = `the ${modes.length === 1 ? 'mode' : 'modes'} ${modes.join(' and ')}`
  throw new UnderstudyError('MODE_UNSUPPORTED', {
    operation: 'set up a context',
    at: 'mode',
    message: `a ${manager} knows ${known}, and not ${JSON.stringify(mode)}`,
  })
}
