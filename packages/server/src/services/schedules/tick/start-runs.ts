import { UnderstudyError } from '@understudy/sdk'
import { RequestError } from '../../../errors/request-error.ts'
import type { TeamTransaction } from '../../../store/store.ts'
import { change, type TeamNote } from '../../change.ts'
import { endRun, type RunEnd } from '../end-run.ts'
import type { RunRow } from '../run.ts'
import { datasetIdsOf, policiesOf, type ScheduleRow, seedOf } from '../schedule.ts'
import { callForSchedule, type TickServices } from './tick-services.ts'

/** Whoever has taken a run up and says nothing for so long is taken for dead. */
const leaseMs = 60_000
/** A dataset is in one refresh at a time: so long until it is tried again. */
const againMs = 15_000
const mostAttempts = 5
const backoffMs = { first: 5000, most: 300_000 }

interface Taken {
  readonly run: RunRow
  readonly schedule: ScheduleRow
}

/** Begins what waits for its turn and has it, the oldest of each schedule; and again what somebody began and died over. */
export async function startRuns(services: TickServices, team: string, signal: AbortSignal): Promise<void> {
  const tried = new Set<string>()
  while (!signal.aborted) {
    const taken = await take(services, team, tried)
    if (taken === undefined) return
    tried.add(taken.run.id)
    await begin(services, taken, signal)
  }
}

/** Under a fence that is higher than that of whoever had it before. */
async function take(services: TickServices, team: string, tried: ReadonlySet<string>): Promise<Taken | undefined> {
  const now = await services.clock()
  const at = now.toISOString()
  const found = await services.store.readTeam(team, (db) => nextToStart(db, team, at, tried))
  if (found === undefined) return undefined
  return services.store.team(team, async (tx) => {
    const run = await nextToStart(tx, team, at, tried)
    if (!run) return undefined
    const taken = {
      state: 'starting' as const,
      attempt: Number(run.attempt) + 1,
      fence: Number(run.fence) + 1,
      lease_until: new Date(now.getTime() + leaseMs).toISOString(),
    }
    await tx.updateTable('schedule_runs').set(taken).where('team_id', '=', team).where('id', '=', run.id).execute()
    const schedule = await tx
      .selectFrom('schedules')
      .selectAll()
      .where('team_id', '=', team)
      .where('id', '=', run.schedule_id)
      .executeTakeFirstOrThrow()
    return { run: { ...run, ...taken }, schedule }
  })
}

async function nextToStart(
  db: Pick<TeamTransaction, 'selectFrom'>,
  team: string,
  at: string,
  tried: ReadonlySet<string>,
): Promise<RunRow | undefined> {
  const open = await db
    .selectFrom('schedule_runs')
    .selectAll()
    .where('team_id', '=', team)
    .where('state', 'in', ['waiting', 'starting', 'running'])
    .orderBy('occurrence_at')
    .orderBy('id')
    .execute()
  const busy = new Set(open.filter(({ state }) => state !== 'waiting').map(({ schedule_id }) => schedule_id))
  return open.find(({ id, state, schedule_id, lease_until }) => {
    if (tried.has(id) || (lease_until !== null && lease_until > at)) return false
    return state === 'starting' || (state === 'waiting' && !busy.has(schedule_id))
  })
}

async function begin(services: TickServices, { run, schedule }: Taken, signal: AbortSignal): Promise<void> {
  const call = callForSchedule(services, schedule.created_by, signal)
  const { team_id: team, id } = run
  try {
    if (run.cancel_requested === 1) return await ended('cancelled', 'cancelled-for-next')
    const seed = await seedOf(services, schedule)
    const { refresh, codes } = await services.refreshing.start(call, {
      id,
      team,
      schedule: schedule.id,
      datasets: datasetIdsOf(schedule) ?? undefined,
      seed: seed ?? undefined,
      together: schedule.together === 1,
    })
    if (refresh === null)
      return await ended('failed', 'nothing-to-refresh', { errorCode: codes[0] ?? 'NOT_REFRESHABLE' })
    const started_at = (await services.clock()).toISOString()
    await stillOurs(async (tx, note) => {
      await set(tx, { state: 'running', started_at, lease_until: null })
      const about = { schedule: schedule.id, name: schedule.name, kind: run.kind, occurrence: run.occurrence_at }
      const told = { ...about, planned: run.planned, reason: run.reason, refresh }
      note.event({ type: 'run.started', subject: `run:${id}`, data: told })
      note.audit({ action: 'run.start', subject: `run:${id}`, details: told })
    })
  } catch (thrown) {
    if (signal.aborted) return
    if (thrown instanceof RequestError && thrown.code === 'CONFLICT' && thrown.details.refresh !== undefined) {
      await otherRefresh(String(thrown.details.refresh))
    } else if (thrown instanceof RequestError || thrown instanceof UnderstudyError) {
      await ended('failed', 'not-startable', { errorCode: thrown.code })
    } else await again(thrown)
  }

  /** What it makes anew is being made anew already, by somebody else. */
  async function otherRefresh(refresh: string): Promise<void> {
    if (policiesOf(schedule).overlap === 'skip' && run.kind !== 'manual' && run.kind !== 'backfill') {
      return ended('skipped', 'overlap', { refresh })
    }
    const lease_until = await later(againMs)
    await stillOurs(async (tx) => {
      await set(tx, { state: 'waiting', reason: 'queued', attempt: Number(run.attempt) - 1, lease_until })
    })
  }

  /** Nobody's schedule is to blame: it is tried again a few times, each time later. */
  async function again(thrown: unknown): Promise<void> {
    services.reportFailure(team, thrown)
    if (Number(run.attempt) >= mostAttempts) return ended('failed', 'start-failed', { errorCode: 'INTERNAL' })
    const most = Math.min(backoffMs.most, backoffMs.first * 2 ** (Number(run.attempt) - 1))
    const lease_until = await later(1000 + services.random() * most)
    await stillOurs(async (tx) => {
      await set(tx, { lease_until })
    })
  }

  async function ended(
    state: RunEnd['state'],
    reason: RunEnd['reason'],
    details?: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const endedAt = (await services.clock()).toISOString()
    const isEnd = await stillOurs(async (tx, note) => {
      if (await hasRefresh(tx)) {
        // It has begun all the same, and what it comes to is what counts: one that is to be cancelled is, by the next look.
        await set(tx, { state: 'running', started_at: endedAt, lease_until: null })
        return false
      }
      await endRun(tx, note, run, { state, reason, endedAt, ...(details === undefined ? {} : { details }) })
      return true
    })
    if (isEnd) services.figures?.ended(state)
  }

  async function hasRefresh(tx: TeamTransaction): Promise<boolean> {
    const row = await tx
      .selectFrom('refreshes')
      .select('id')
      .where('team_id', '=', team)
      .where('id', '=', id)
      .executeTakeFirst()
    return row !== undefined
  }

  async function later(ms: number): Promise<string> {
    return new Date((await services.clock()).getTime() + ms).toISOString()
  }

  /** Writes nothing where another has taken it up meanwhile: that one goes on with the same refresh. */
  async function stillOurs<Result>(
    work: (tx: TeamTransaction, note: TeamNote) => Promise<Result>,
  ): Promise<Result | undefined> {
    return change(services, call, team, async (tx, note) => {
      const now = await tx
        .selectFrom('schedule_runs')
        .select(['state', 'fence'])
        .where('team_id', '=', team)
        .where('id', '=', id)
        .executeTakeFirst()
      const isOurs = now?.state === 'starting' && Number(now.fence) === Number(run.fence)
      return isOurs ? work(tx, note) : undefined
    })
  }

  async function set(tx: TeamTransaction, values: Partial<Omit<RunRow, 'team_id' | 'id'>>): Promise<void> {
    await tx.updateTable('schedule_runs').set(values).where('team_id', '=', team).where('id', '=', id).execute()
  }
}
