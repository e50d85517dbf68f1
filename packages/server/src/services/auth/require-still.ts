import { unauthenticated } from '../../auth/authorize.ts'
import type { Action } from '../../auth/permissions.ts'
import type { Call, Services } from '../call.ts'
import { stillAllowed } from './still-allowed.ts'

type Standing = Pick<Services, 'store' | 'now'>

const everyMs = 500

/** Of a call that goes on for long: whoever made it is still let in. */
export async function requireStill(
  services: Standing,
  { actor }: Pick<Call, 'actor'>,
  action: Action,
  team: string,
): Promise<void> {
  if (await stillAllowed(services, actor, action, team)) return
  throw unauthenticated('what let this request in holds no longer')
}

/** Goes on for as long as whoever asked is let in: that is looked at twice a second. */
export async function* whileStill<Piece>(
  services: Standing,
  call: Pick<Call, 'actor'>,
  action: Action,
  team: string,
  pieces: AsyncIterable<Piece>,
): AsyncGenerator<Piece> {
  let looked = services.now().getTime()
  for await (const piece of pieces) {
    const now = services.now().getTime()
    if (now - looked >= everyMs) {
      await requireStill(services, call, action, team)
      looked = now
    }
    yield piece
  }
}
