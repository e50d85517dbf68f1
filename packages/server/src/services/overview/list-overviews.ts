import { isAllowed } from '../../auth/authorize.ts'
import type { Call, Services } from '../call.ts'
import { listTeams } from '../teams/list-teams.ts'
import { overviewOf, type TeamOverview } from './read-overview.ts'

const needed = ['quality.read', 'datasets.read', 'jobs.read'] as const

/** How the teams stand in which the caller may read. Of what somebody administers without being in it, nothing is shown. */
export async function listOverviews(
  services: Pick<Services, 'store' | 'now'>,
  call: Call,
  page: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ readonly teams: TeamOverview[]; readonly next: string | null }> {
  const { teams, next } = await listTeams(services, call, page)
  const overviews: TeamOverview[] = []
  for (const team of teams) {
    if (!needed.every((action) => isAllowed(call.actor, action, team.id))) continue
    overviews.push((await overviewOf(services, team)).overview)
  }
  return { teams: overviews, next }
}
