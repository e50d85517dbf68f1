import type { Call, Services } from '../call.ts'
import { change } from '../change.ts'
import type { VersionPlace } from '../datasets/write/part.ts'
import { isHeld } from './held.ts'
import { openIncident } from './incidents/open-incident.ts'

interface GivenUp extends VersionPlace {
  readonly run: string
  readonly job: string
}

/**
 * After the job of a check failed or was cancelled. A version that waits for it goes on waiting, and an incident says
 * so. Safe to repeat.
 */
export async function giveUpRun(
  services: Pick<Services, 'store' | 'trail' | 'bell' | 'now' | 'newId'>,
  { team, dataset, version, run, job }: GivenUp,
): Promise<void> {
  const signal = new AbortController().signal
  const call: Call = { actor: { kind: 'system', for: undefined }, requestId: `job:${job}`, ip: null, signal }
  await change(services, call, team, async (tx, note) => {
    const stands = await tx
      .selectFrom('jobs')
      .select('id')
      .where('team_id', '=', team)
      .where('id', '=', job)
      .executeTakeFirst()
    if (!stands) {
      await tx.deleteFrom('quality_runs').where('team_id', '=', team).where('id', '=', run).execute()
      return
    }
    const at = services.now().toISOString()
    const { numUpdatedRows } = await tx
      .updateTable('quality_runs')
      .set({ status: 'given up', at })
      .where('team_id', '=', team)
      .where('id', '=', run)
      .where('status', '=', 'running')
      .executeTakeFirst()
    if (Number(numUpdatedRows) === 0 || !(await isHeld(tx, { team, dataset, version }))) return
    await openIncident(tx, note, {
      team,
      id: services.newId(),
      at,
      dataset,
      version,
      entity: null,
      rule: null,
      severity: 'critical',
      title: `version ${version} is held, and its check was not done`,
      details: { job, run },
    })
  })
}
