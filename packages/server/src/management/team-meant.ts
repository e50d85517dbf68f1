import { ApiError } from '../client/api-error.ts'
import type { TeamAccess } from './team-access.ts'

/** The team that is named, or the only one that the caller has to do with. */
export async function teamMeant(access: Pick<TeamAccess, 'teams'>, named: string | undefined): Promise<string> {
  if (named !== undefined) return named
  const [only, ...others] = await access.teams()
  if (only !== undefined && others.length === 0) return only
  throw new ApiError(undefined, {
    errorCode: 'REQUEST_INVALID',
    message: 'this does not say which team it is about',
    suggestedActions: ['Name the team.'],
  })
}
