import { isAllowed } from '../../auth/authorize.ts'
import type { Call, Services } from '../call.ts'
import { listTeams } from '../teams/list-teams.ts'
import { overviewOf, type TeamOverview } from './read-overview.ts'

const needed = ['quality.read', 'datasets.read', 'jobs.read'] as const
/** Each team is read in a transaction of its own, for that is what keeps teams apart; others want connections too. */
const atOnce = 4

/** How the teams stand in which the caller may read. Of what somebody administers without being in it, nothing is shown. */
export async function listOverviews(
  services: Pick<Services, 'store' | 'now'>,
  call: Call,
  page: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ readonly teams: TeamOverview[]; readonly next: string | null }> {
  const { teams, next } = await listTeams(services, call, page)
  const seen = teams.filter(({ id }) => needed.every((action) => isAllowed(call.actor, action, id)))
  const overviews: TeamOverview[] = []
  while (overviews.length < seen.length) {
    const some = seen.slice(overviews.length, overviews.length + atOnce)
    const read = await Promise.all(some.map((team) => overviewOf(services, call, team)))
    overviews.push(...read.map(({ overview }) => overview))
  }
  return { teams: overviews, next }
}
