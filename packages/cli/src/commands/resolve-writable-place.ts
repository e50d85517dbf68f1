import { UnderstudyError } from '@understudy/sdk'
import type { ResolvedPlace } from '@understudy/sdk/clone'
import { resolvePlace } from './resolve-place.ts'

/** As resolvePlace, for a command that writes there: what is registered as production, or as read-only, is refused. */
export async function resolveWritablePlace(text?: string): Promise<ResolvedPlace> {
  const place = await resolvePlace(text)
  if (!place.environment?.isReadOnly) return place
  const { name, type } = place.environment
  throw new UnderstudyError('TARGET_REFUSED', {
    operation: 'find the database',
    message: `${name} is registered as ${type === 'production' ? 'production' : 'read-only'}, and nothing is written to it`,
    details: { stands: 'nothing was changed' },
  })
}
