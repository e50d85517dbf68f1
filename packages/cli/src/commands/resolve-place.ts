import { openEnvironments, type ResolvedPlace } from '@understudy/sdk/clone'

/**
 * What URL|ENV on the command line leads to: a URL, the name of an environment, or the active environment where nothing
 * is said. A URL of something that is registered is that environment.
 */
export async function resolvePlace(text?: string): Promise<ResolvedPlace> {
  return await openEnvironments().resolve(text)
}
