import { nameOf } from '../../../auth/actor.ts'
import type { AuthServices, Call, Services } from '../../call.ts'
import type { JobServices } from '../../jobs/job-services.ts'
import type { TeamConfigState } from '../config/read-team-config.ts'
import type { TeamConfig } from '../config/team-config.ts'
import { type ConfigChange, setTeamConfig, writeTeamConfig } from '../config/write-team-config.ts'
import { createTeam } from '../create-team.ts'
import { environmentOf, type TeamEnvironment } from './read-environment.ts'
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
  const team = await createTeam(services, call, { slug, name })
  const { config: written } = await setTeamConfig(services, call, { team: team.id, config })
  // Whoever makes a team is not in it: the server does what they have asked for with it.
  await meetRequirements(services, { ...call, actor: { kind: 'system', for: nameOf(call.actor) } }, team.id)
  return environmentOf(services, call, { ...team, accessLevel: written.accessLevel }, true)
}
