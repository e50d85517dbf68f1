import { authorize } from '../../../auth/authorize.ts'
import type { Role } from '../../../auth/permissions.ts'
import { RequestError } from '../../../errors/request-error.ts'
import type { Call, Services } from '../../call.ts'
import { change, changeSystem } from '../../change.ts'
import { type Conflict, refuseConflicts } from '../../customizations/conflict.ts'
import { remadeBy } from '../../customizations/remade-by.ts'
import { rowConflicts } from '../../customizations/row-conflicts.ts'
import { datasetNamed } from '../../datasets/dataset.ts'
import { findVersion } from '../../datasets/read/version.ts'
import { readMade } from '../../datasets/write/begin-version.ts'
import { requireMatch } from '../../require-match.ts'
import { teamFor } from '../team-for.ts'
import { configOf, configPlace, type TeamConfigState } from './read-team-config.ts'
import type { TeamConfig } from './team-config.ts'

type WritingServices = Pick<Services, 'store' | 'sealer' | 'trail' | 'bell' | 'now' | 'newId'>

export interface ConfigChange {
  readonly team: string
  readonly config: TeamConfig
}

/** The whole of it, or nothing: customizations that contradict what the team has are refused, every conflict named. */
export async function writeTeamConfig(
  services: WritingServices,
  call: Call,
  { team: named, config }: ConfigChange,
): Promise<TeamConfigState> {
  const { id: team } = await teamFor(services, call, 'config.change', named)
  return setTeamConfig(services, call, { team, config })
}

/** For those who have authorized; the access level is authorized here, or whoever is limited would set the limit. */
export async function setTeamConfig(
  services: WritingServices,
  call: Call,
  { team, config }: ConfigChange,
): Promise<TeamConfigState> {
  const before = await configOf(services, team)
  requireMatch(call, before)
  refuseConflicts(await standingConflicts(services, team, config))
  const { accessLevel = before.config.accessLevel, ...kept } = config
  if (accessLevel !== before.config.accessLevel) authorize(call.actor, 'team.limit', team)
  const config_sealed = await services.sealer.sealJson(team, configPlace, kept)
  const updated_at = services.now().toISOString()
  const revision = await change(services, call, team, async (tx, note) => {
    const row = await tx.selectFrom('team_config').select('revision').where('team_id', '=', team).executeTakeFirst()
    const current = Number(row?.revision ?? 0)
    // What was looked at above is what is changed.
    if (current !== before.revision) throw changedMeanwhile(current)
    const next = { config_sealed, updated_at, revision: current + 1 }
    await tx
      .insertInto('team_config')
      .values({ team_id: team, ...next })
      .onConflict((conflict) => conflict.column('team_id').doUpdateSet(next))
      .execute()
    const details = { revision: next.revision }
    note.audit({ action: 'team.configure', subject: `team:${team}`, details, before: before.config, after: config })
    note.event({ type: 'team.updated', subject: `team:${team}`, data: details })
    return next.revision
  })
  if (accessLevel !== before.config.accessLevel) await limitTeam(services, call, team, accessLevel)
  return { team, config: { ...kept, accessLevel }, revision, updatedAt: updated_at }
}

async function limitTeam(services: WritingServices, call: Call, team: string, level: Role): Promise<void> {
  await changeSystem(services, call, async (tx, note) => {
    const access_level = level === 'admin' ? null : level
    await tx.updateTable('teams').set({ access_level }).where('id', '=', team).execute()
    note.audit({ action: 'team.limit', subject: `team:${team}`, team, details: { accessLevel: level } })
  })
}

/** Of datasets that the team has already; of those to come it is found when they come. */
async function standingConflicts(services: WritingServices, team: string, config: TeamConfig): Promise<Conflict[]> {
  const all: Conflict[] = []
  for (const { dataset, ...customizations } of config.customizations) {
    const found = await services.store.readTeam(team, async (db) => {
      const { id, publishedVersion = null } = (await datasetNamed(db, team, dataset)) ?? {}
      return id === undefined || publishedVersion === null ? undefined : findVersion(db, team, id, publishedVersion)
    })
    if (!found) continue
    const made = await readMade(services, { team, dataset: found.dataset.id, version: found.version })
    const conflicts = made
      ? remadeBy(made.recipe, customizations).conflicts
      : rowConflicts(found.entities, customizations)
    all.push(...conflicts.map(({ at, why }) => ({ at: `${dataset}: ${at}`, why })))
  }
  return all
}

function changedMeanwhile(current: number): RequestError {
  return new RequestError('TEAM_CONFIG_CONFLICT', {
    message: 'somebody else has changed the configuration meanwhile',
    hint: 'Read it again, and decide on what it says now.',
    details: { conflicts: [{ at: 'revision', why: `it is ${current} by now` }] },
  })
}
