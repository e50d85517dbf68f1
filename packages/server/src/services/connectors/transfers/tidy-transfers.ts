import { z } from 'zod'
import { RequestError } from '../../../errors/request-error.ts'
import { openInput } from '../../jobs/job-input.ts'
import { accessOf } from '../connector.ts'
import type { ConnectorServices } from '../connector-services.ts'
import { connectorFailure, Passing } from '../failures.ts'
import { s3ClientFor } from '../open-reach.ts'
import { TeamFolder } from '../places/team-folder.ts'
import { forgetDraft } from '../target/to-files.ts'
import { forgetUploads } from '../target/to-s3.ts'
import { endTransfer } from './end-transfer.ts'
import { forgetSteps, readSteps } from './step-log.ts'

const hourMs = 3_600_000
/** So long somebody may go on with what failed. */
const goOnMs = 24 * hourMs
const keptMs = 90 * 24 * hourMs

const exported = z.object({ input: z.object({ to: z.string() }) })

/**
 * For every team: transfers whose job is not there end; what failed ones have left is taken away when nobody went on with
 * them for a day; those that ended long ago are forgotten. Where a place cannot be reached, the next time tries again.
 */
export async function tidyTransfers(services: ConnectorServices, signal: AbortSignal): Promise<void> {
  const failures: unknown[] = []
  for (const team of await services.store.places()) {
    if (signal.aborted) return
    try {
      await endLost(services, team)
      await forgetOld(services, team)
      await takeAway(services, team)
    } catch (thrown) {
      // Any failure: the next team has its turn all the same.
      failures.push(thrown)
    }
  }
  if (failures.length > 0)
    throw new AggregateError(failures, 'what some teams’ transfers have left could not be taken away')
}

async function endLost(services: ConnectorServices, team: string): Promise<void> {
  const before = new Date(services.now().getTime() - hourMs).toISOString()
  const running = await services.store.readTeam(team, (db) =>
    db
      .selectFrom('transfers')
      .select(['id', 'job_id'])
      .where('team_id', '=', team)
      .where('state', '=', 'running')
      // Between a transfer and the row of its job there is a moment.
      .where('started_at', '<', before)
      .execute(),
  )
  for (const { id: transfer, job_id: job } of running) await endTransfer(services, { team, transfer, job })
}

async function forgetOld({ store, now }: ConnectorServices, team: string): Promise<void> {
  const before = new Date(now().getTime() - keptMs).toISOString()
  await store.team(team, (tx) =>
    tx.deleteFrom('transfers').where('team_id', '=', team).where('ended_at', '<', before).execute(),
  )
}

async function takeAway(services: ConnectorServices, team: string): Promise<void> {
  const before = new Date(services.now().getTime() - goOnMs).toISOString()
  const left = await services.store.readTeam(team, (db) =>
    db
      .selectFrom('transfers as t')
      .select(['t.id', 't.job_id', 't.direction', 't.connector_id'])
      .where('t.team_id', '=', team)
      .where('t.ended_at', '<', before)
      .where((is) =>
        is.exists(
          is
            .selectFrom('transfer_steps as s')
            .select('s.step')
            .whereRef('s.team_id', '=', 't.team_id')
            .whereRef('s.transfer_id', '=', 't.id'),
        ),
      )
      .execute(),
  )
  for (const { id: transfer, job_id, direction, connector_id } of left) {
    const about = { transfer, job: job_id, connector: connector_id }
    if (direction === 'export' && !(await takenBack(services, team, about))) continue
    await services.store.team(team, (tx) => forgetSteps(tx, { team, transfer }))
  }
}

/** False where the place cannot be reached, or lets nobody in: it is tried again as long as the transfer is known. */
async function takenBack(
  services: ConnectorServices,
  team: string,
  { transfer, job, connector }: { readonly transfer: string; readonly job: string; readonly connector: string },
): Promise<boolean> {
  const [row, asked] = await services.store.readTeam(team, (db) =>
    Promise.all([
      db
        .selectFrom('connectors')
        .selectAll()
        .where('team_id', '=', team)
        .where('id', '=', connector)
        .executeTakeFirst(),
      db.selectFrom('jobs').select('input_sealed').where('team_id', '=', team).where('id', '=', job).executeTakeFirst(),
    ]),
  )
  // Nothing leads there any more.
  if (row === undefined || asked === undefined) return true
  const access = await accessOf(services, row)
  const { to } = exported.parse(await openInput(services.sealer, team, job, asked.input_sealed)).input
  try {
    if (access.kind === 's3') {
      const steps = (await readSteps(services, { team, transfer })).map(({ step }) => step)
      await forgetUploads(s3ClientFor(services.reach, access), access.settings.prefix, to, steps)
    }
    if (access.kind === 'files') {
      await forgetDraft(await TeamFolder.of(services.reach.folder, team), access.settings.folder, transfer, to)
    }
    return true
  } catch (thrown) {
    const failure = connectorFailure(thrown)
    if (failure instanceof Passing || failure instanceof RequestError) return false
    throw failure
  }
}
