import { nameOf } from '../../auth/actor.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { TeamTransaction } from '../../store/store.ts'
import type { Call, Services } from '../call.ts'
import { change } from '../change.ts'
import { findDataset } from '../datasets/dataset.ts'
import { decide } from '../datasets/write/decide-version.ts'
import type { VersionPlace } from '../datasets/write/part.ts'
import { teamFor } from '../teams/team-for.ts'
import { isHeld } from './held.ts'
import { causeOf } from './incidents/open-incident.ts'
import { resolveIncidents } from './incidents/resolve-incidents.ts'

interface Decision {
  readonly team: string
  readonly dataset: string
  readonly version: number
  readonly outcome: 'ready' | 'refused'
}

/** An administrator decides on a version that is held, where its check cannot be done or is not waited for. */
export async function decideHeld(
  services: Pick<Services, 'store' | 'trail' | 'bell' | 'now' | 'newId'>,
  call: Call,
  { team: named, dataset: datasetNamed, version, outcome }: Decision,
): Promise<{ readonly dataset: string; readonly version: number; readonly status: 'ready' | 'refused' }> {
  const { id: team } = await teamFor(services, call, 'versions.decide', named)
  return change(services, call, team, async (tx, note) => {
    const { id: dataset } = await findDataset(tx, team, datasetNamed)
    const place = { team, dataset, version }
    const decided = { dataset, version, status: outcome }
    if (!(await isHeld(tx, place))) {
      if ((await statusOf(tx, place)) === outcome) return decided
      throw new RequestError('CONFLICT', { message: `version ${version} is not held: there is nothing to decide` })
    }
    await decide(tx, note, place, outcome, { by: 'hand' })
    const at = services.now().toISOString()
    const cause = causeOf({ dataset, rule: null })
    await resolveIncidents(tx, note, { team, dataset, at, by: nameOf(call.actor) }, (one) => one === cause)
    return decided
  })
}

async function statusOf(tx: TeamTransaction, { team, dataset, version }: VersionPlace): Promise<string | undefined> {
  const row = await tx
    .selectFrom('versions')
    .select('status')
    .where('team_id', '=', team)
    .where('dataset_id', '=', dataset)
    .where('version', '=', version)
    .executeTakeFirst()
  return row?.status
}
