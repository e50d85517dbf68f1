import { RequestError } from '../errors/request-error.ts'
import type { Call } from './call.ts'
import { entityTag, namesTag } from './entity-tag.ts'

/**
 * Refuses a change of what is not what the caller has seen. Called in the transaction that changes it, with the thing as
 * its GET answers it.
 */
export function requireMatch({ ifMatch }: Pick<Call, 'ifMatch'>, current: object): void {
  if (ifMatch === undefined) return
  const etag = entityTag(JSON.stringify(current))
  if (namesTag(ifMatch, etag)) return
  throw new RequestError('PRECONDITION_FAILED', {
    message: 'it has changed since it was read, and nothing was done',
    details: { etag },
  })
}
