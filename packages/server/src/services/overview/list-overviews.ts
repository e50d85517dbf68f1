import { isAllowed } from '../../auth/authorize.ts'
import type { Call, Services } from '../call.ts'
import { listTeams } from '../teams/list-teams.ts'
import type { KeptStandings } from './kept-standings.ts'
import { shownTo, type TeamOverview } from './read-overview.ts'

const needed = ['quality.read', 'datasets.read', 'jobs.read'] as const
/** Each team is read in a transaction of its own, for that is what keeps teams apart; others want connections too. */
const atOnce = 4

/** How the teams stand in which the caller may read. Of what somebody administers without being in it, nothing is shown. */
export async function listOverviews(
  services: Pick<Services, 'store' | 'now'> & { readonly standings: KeptStandings },
  call: Call,
  page: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ readonly teams: TeamOverview[]; readonly next: string | null }> {
  const { teams, next } = await listTeams(services, call, page)
  const seen = teams.filter(({ id }) => needed.every((action) => isAllowed(call.actor, action, id)))
  const overviews: TeamOverview[] = []
  while (overviews.length < seen.length) {
    const some = seen.slice(overviews.length, overviews.length + atOnce)
    const standings = await Promise.all(some.map(({ id }) => services.standings.of(services, id)))
    overviews.push(...some.map((team, i) => shownTo(call.actor, team, standings[i]!)))
  }
  return { teams: overviews, next }
}
