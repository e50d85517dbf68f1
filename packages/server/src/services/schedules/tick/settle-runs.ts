import { RequestError } from '../../../errors/request-error.ts'
import { change } from '../../change.ts'
import { endRun } from '../end-run.ts'
import { callForSchedule, type TickServices } from './tick-services.ts'

/** Runs whose refreshes have ended are ended; those that are to end are asked to. */
export async function settleRuns(services: TickServices, team: string, signal: AbortSignal): Promise<void> {
  const rows = await services.store.readTeam(team, (db) =>
    db
      .selectFrom('schedule_runs as r')
      .leftJoin('refreshes as f', (on) => on.onRef('f.team_id', '=', 'r.team_id').onRef('f.id', '=', 'r.id'))
      .where('r.team_id', '=', team)
      .where('r.state', '=', 'running')
      .select(['r.id', 'r.cancel_requested', 'f.state'])
      .execute(),
  )
  const call = callForSchedule(services, 'system', signal)
  for (const { id, state, cancel_requested } of rows) {
    if (signal.aborted) return
    if (state !== 'running') await settle(services, team, id, signal)
    else if (cancel_requested === 1) {
      try {
        await services.refreshing.cancel(call, { team, refresh: id })
      } catch (thrown) {
        // It has ended meanwhile: the next look sees how.
        if (!(thrown instanceof RequestError && thrown.code === 'CONFLICT')) throw thrown
      }
      await settle(services, team, id, signal)
    }
  }
}

async function settle(services: TickServices, team: string, id: string, signal: AbortSignal): Promise<void> {
  const now = await services.clock()
  const ended = await change(services, callForSchedule(services, 'system', signal), team, async (tx, note) => {
    const run = await tx
      .selectFrom('schedule_runs')
      .selectAll()
      .where('team_id', '=', team)
      .where('id', '=', id)
      .where('state', '=', 'running')
      .executeTakeFirst()
    if (!run) return undefined
    const refresh = await tx
      .selectFrom('refreshes')
      .select(['state', 'error_code', 'reason', 'ended_at'])
      .where('team_id', '=', team)
      .where('id', '=', id)
      .executeTakeFirst()
    if (refresh?.state === 'running') return undefined
    const endedAt = refresh?.ended_at ?? now.toISOString()
    // It stays when the refresh's row is gone.
    const details = {
      refresh: id,
      ...(refresh?.error_code ? { errorCode: refresh.error_code } : {}),
      ...(refresh?.reason ? { why: refresh.reason } : {}),
    }
    const state = refresh?.state ?? 'failed'
    const reason = state === 'cancelled' && run.cancel_requested === 1 ? 'cancelled-for-next' : null
    await endRun(tx, note, run, { state, reason, details, endedAt })
    return state
  })
  if (ended !== undefined) services.figures?.ended(ended)
}
