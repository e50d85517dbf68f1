import { codeOf } from '../errors/code-of.ts'
import { RequestError } from '../errors/request-error.ts'

/** What is thrown because whoever asked has gone is nobody's fault: neither the log nor the figures call it one. */
export function withoutGone(thrown: unknown, signal: AbortSignal): unknown {
  if (thrown instanceof RequestError || !isOfGoing(thrown, signal)) return thrown
  return new RequestError('REQUEST_UNREADABLE', { message: 'whoever asked has gone', cause: thrown })
}

/** Of a body that is read, Node says it in these words; of the rest the signal does. */
function isOfGoing(thrown: unknown, signal: AbortSignal): boolean {
  if (codeOf(thrown) === 'ECONNRESET' && thrown instanceof Error && thrown.message === 'aborted') return true
  return signal.aborted && (thrown === signal.reason || (thrown instanceof Error && thrown.name === 'AbortError'))
}
