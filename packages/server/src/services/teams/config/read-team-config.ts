import type { Role } from '../../../auth/permissions.ts'
import type { Call, Services } from '../../call.ts'
import { type Customizations, customizations } from '../../customizations/customizations.ts'
import { teamFor } from '../team-for.ts'
import { type TeamConfig, teamConfig } from './team-config.ts'

export interface TeamConfigState {
  readonly team: string
  readonly config: TeamConfig & { readonly accessLevel: Role }
  /** Grows with each change; 0 where it was never written. */
  readonly revision: number
  readonly updatedAt: string | null
}

/** It holds schemas and values: sealed by the team's key. */
export const configPlace = 'team_config/config'

type ConfigServices = Pick<Services, 'store' | 'sealer'>

export async function readTeamConfig(services: ConfigServices, call: Call, named: string): Promise<TeamConfigState> {
  const { id } = await teamFor(services, call, 'config.read', named)
  return configOf(services, id)
}

/** For those who have authorized. */
export async function configOf({ store, sealer }: ConfigServices, team: string): Promise<TeamConfigState> {
  const row = await store.readTeam(team, (db) =>
    db
      .selectFrom('team_config')
      .select(['config_sealed', 'revision', 'updated_at'])
      .where('team_id', '=', team)
      .executeTakeFirst(),
  )
  const level = await store.readSystem((db) =>
    db.selectFrom('teams').select('access_level').where('id', '=', team).executeTakeFirst(),
  )
  const kept = row === undefined ? {} : await sealer.openJson(team, configPlace, row.config_sealed)
  return {
    team,
    // What is enforced is what the team's row says.
    config: { ...teamConfig.parse(kept), accessLevel: level?.access_level ?? 'admin' },
    revision: Number(row?.revision ?? 0),
    updatedAt: row?.updated_at ?? null,
  }
}

/** What the team changes in its dataset of that name. */
export async function customizationsFor(
  services: ConfigServices,
  team: string,
  dataset: string,
): Promise<Customizations> {
  const { config } = await configOf(services, team)
  const { dataset: _name, ...its } = config.customizations.find((one) => one.dataset === dataset) ?? {}
  return customizations.parse(its)
}
