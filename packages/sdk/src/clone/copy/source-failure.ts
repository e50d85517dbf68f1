import { UnderstudyError } from '../../errors.ts'

/** That reading failed, and not writing: what it failed with is the cause. */
export class SourceFailure extends Error {
  override readonly name = 'SourceFailure'
  override readonly cause: unknown
  /** The source gave no session, which may be because its state is gone: every server has its own words for that. */
  readonly unopened: boolean

  constructor(cause: unknown, unopened = false) {
    super('the source could not be read')
    this.cause = cause
    this.unopened = unopened
  }
}

const lost: ReadonlySet<string> = new Set(['CONNECTION_LOST', 'CONNECTION_FAILED', 'CONNECTION_CLOSED'])

/** Whether another attempt may go better. */
export function isLost(thrown: unknown): boolean {
  if (thrown instanceof SourceFailure) return thrown.unopened ? !isCancelled(thrown.cause) : isLost(thrown.cause)
  return thrown instanceof UnderstudyError && lost.has(thrown.code)
}

function isCancelled(thrown: unknown): boolean {
  return thrown instanceof UnderstudyError && thrown.code === 'CANCELLED'
}
