import { nameOf } from '../../auth/actor.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { Call, Services } from '../call.ts'
import { change } from '../change.ts'
import { findDataset } from '../datasets/dataset.ts'
import { decide } from '../datasets/write/decide-version.ts'
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
): Promise<void> {
  const { id: team } = await teamFor(services, call, 'versions.decide', named)
  await change(services, call, team, async (tx, note) => {
    const { id: dataset } = await findDataset(tx, team, datasetNamed)
    const place = { team, dataset, version }
    if (!(await isHeld(tx, place))) {
      throw new RequestError('CONFLICT', { message: `version ${version} is not held: there is nothing to decide` })
    }
    await decide(tx, note, place, outcome, { by: 'hand' })
    const at = services.now().toISOString()
    const cause = causeOf({ dataset, rule: null })
    await resolveIncidents(tx, note, { team, dataset, at, by: nameOf(call.actor) }, (one) => one === cause)
  })
}
