import { createHmac, type Hmac } from 'node:crypto'
import type { Actor } from '../../auth/actor.ts'
import { nameOf } from '../../auth/actor.ts'
import type { Services } from '../call.ts'

/** A request that its sender has given a name, so that sending it again does nothing twice. */
export interface NamedRequest {
  readonly id: string
  /** Of the request so far: its body is added as it is read. */
  readonly digest: Hmac
}

/**
 * Names of two callers have nothing to do with each other. What the caller may do belongs to the request: an answer is
 * not given again to one who has lost the right to it.
 */
export function namedRequest(
  { sealer }: Pick<Services, 'sealer'>,
  actor: Actor,
  { key, path, query }: { readonly key: string; readonly path: string; readonly query: string },
): NamedRequest {
  const secret = sealer.derive('idempotency')
  const id = createHmac('sha256', secret)
    .update(JSON.stringify([nameOf(actor), path, key]))
    .digest('hex')
  const digest = createHmac('sha256', secret).update(JSON.stringify([standingOf(actor), query]))
  return { id, digest }
}

function standingOf(actor: Actor): unknown {
  switch (actor.kind) {
    case 'user':
      return [actor.isSystemAdmin, [...actor.memberships].map((pair) => pair.join()).sort()]
    case 'key':
      return [actor.team, [...actor.scopes].sort()]
    default:
      return actor.kind
  }
}
