import type { AuthServices, Call, Services } from '../../call.ts'
import type { JobServices } from '../../jobs/job-services.ts'
import type { TeamConfigState } from '../config/read-team-config.ts'
import type { TeamConfig } from '../config/team-config.ts'
import { type ConfigChange, writeTeamConfig } from '../config/write-team-config.ts'
import { createTeam } from '../create-team.ts'
import { readEnvironment, type TeamEnvironment } from './read-environment.ts'
import { type MetRequirements, meetRequirements } from './requirements.ts'

export type ManagementServices = Services & JobServices

/** A team's configuration, and jobs for what it is found to lack. */
export async function configureTeam(
  services: ManagementServices,
  call: Call,
  change: ConfigChange,
): Promise<TeamConfigState & MetRequirements> {
  const state = await writeTeamConfig(services, call, change)
  return { ...state, ...(await meetRequirements(services, call, state.team)) }
}

/** A new team, configured, with jobs for what it needs. Where it ends before that, the team is there to be configured. */
export async function createEnvironment(
  services: ManagementServices & AuthServices,
  call: Call,
  { slug, name, config }: { readonly slug: string; readonly name: string; readonly config: TeamConfig },
): Promise<TeamEnvironment> {
  const { id: team } = await createTeam(services, call, { slug, name })
  await configureTeam(services, call, { team, config })
  return readEnvironment(services, call, team)
}
