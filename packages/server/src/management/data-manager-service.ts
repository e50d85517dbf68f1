import type { Archived, ArchivePolicy } from '../services/datasets/archive-old.ts'
import type { Distributed, Distribution } from '../services/datasets/distribute-dataset.ts'
import type { RefreshResult, TeamRefresh } from '../services/jobs/refresh-team.ts'
import type { TeamConfigInput } from '../services/teams/config/team-config.ts'
import type { TeamEnvironment } from '../services/teams/environment/read-environment.ts'
import type { TeamAccess } from './team-access.ts'
import { type DataFilters, type TeamDataset, teamDataset } from './team-dataset.ts'

/** What a new team is called, what it needs, and what it changes in what it gets. */
export type NewTeamConfig = TeamConfigInput & { readonly teamName: string }

/** A version of a dataset: a TeamDataset is one. */
export interface DatasetPlace {
  readonly teamId: string
  /** By id or name. */
  readonly id: string
  readonly version?: number | undefined
}

/** Data of teams over its life. Teams are named by short name or id. */
export interface DataManagerService {
  /** A team of that short name, configured; what it requires and has a schema for is being made when this returns. */
  createTeamEnvironment(teamId: string, config: NewTeamConfig): Promise<TeamEnvironment>
  /** A version becomes the team's own, with what that team changes in it. */
  distributeDataToTeam(
    teamId: string,
    dataset: DatasetPlace,
    options?: Pick<Distribution, 'as' | 'customizations'>,
  ): Promise<Distributed>
  getTeamData(teamId: string, filters: DataFilters): Promise<TeamDataset>
  /** What can be made anew is, as jobs; the rest is named with the reason. */
  refreshTeamData(teamId: string, options?: Omit<TeamRefresh, 'team'>): Promise<RefreshResult>
  /** What is old by the policy is put away, or erased. */
  archiveOldData(teamId: string, retentionPolicy: Omit<ArchivePolicy, 'team'>): Promise<Archived>
}

export function createDataManagerService(access: TeamAccess): DataManagerService {
  return {
    createTeamEnvironment: (slug, { teamName: name, ...config }) => access.createEnvironment({ slug, name, config }),
    distributeDataToTeam: (to, { teamId: team, id: dataset, version }, options = {}) =>
      access.distribute({ team, dataset, version, to, ...options }),
    getTeamData: (team, filters) => teamDataset(access, team, filters),
    refreshTeamData: (team, options = {}) => access.refresh({ team, ...options }),
    archiveOldData: (team, policy) => access.archive({ team, ...policy }),
  }
}
