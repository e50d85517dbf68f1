import { openEnvironments, type ResolvedPlace, verifyTarget } from '@understudy/sdk/clone'
import { guard } from './guard.ts'
import { resolvePlace } from './resolve-place.ts'

/** As resolvePlace, for a command that writes there: what is production, or registered as read-only, is refused. */
export async function resolveWritablePlace(text?: string): Promise<ResolvedPlace> {
  const place = await resolvePlace(text)
  await verifyTarget(place.url, {
    environment: place.environment,
    environments: await openEnvironments().list(),
    known: guard().known,
  })
  return place
}
