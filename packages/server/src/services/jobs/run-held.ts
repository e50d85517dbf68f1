import { UnderstudyError } from '@understudy/sdk'
import type { TakenWork } from '../../jobs/job-queue.ts'
import type { Call } from '../call.ts'
import { change } from '../change.ts'
import { endJob } from './end-job.ts'
import { type Hold, HoldLost, requireHold } from './hold.ts'
import type { FinishRun, JobProgress, PartitionRun, RegisteredKind } from './job-kind.ts'
import type { WorkServices } from './job-services.ts'
import { closePlaces, isPlace, leavePlace, offerPlaces } from './places.ts'
import { writeLog } from './write-log.ts'
import { writeProgress } from './write-progress.ts'

/** A lease outlasts many beats: it is not extended at each. */
const beatsOfLease = 5

interface Held {
  readonly kind: RegisteredKind
  readonly call: Call
  readonly hold: Hold
  readonly input: unknown
  readonly isFinish: boolean
  readonly partitions: number
  readonly taken: TakenWork
  readonly closing: AbortSignal
}

/** Runs a partition, or the finish, for as long as it is held. Throws HoldLost once it is not. */
export async function runHeld(services: WorkServices, held: Held): Promise<void> {
  const { kind, hold, input, partitions, isFinish, taken, closing } = held
  const { beatMs = 1000 } = services
  const lost = new AbortController()
  const signal = AbortSignal.any([closing, lost.signal])
  const call = { ...held.call, signal }
  const isLed = kind.help !== undefined
  const meter = services.meter.start()
  let latest: JobProgress = { done: 0, of: 1 }
  let written = latest
  let beats = 0

  /** Keeps the lease, tells how far it is, and finds out whether it is still ours. */
  async function beat(): Promise<void> {
    if (beats++ % beatsOfLease === 0 && !(await taken.extend())) throw new HoldLost('the lease was given to another')
    if (latest === written) {
      await services.store.readTeam(hold.team, (db) => requireHold(db, hold))
      return
    }
    const telling = latest
    await change(services, call, hold.team, async (tx, note) => {
      await requireHold(tx, hold)
      const progress = await writeProgress(tx, hold, telling, { usage: meter.read(), now: services.now(), isLed })
      const { rows = 0, bytes = 0 } = telling
      const data = { progress, partition: hold.partition, partitions, rows, bytes }
      note.event({ type: 'job.progressed', subject: `job:${hold.job}`, data })
    })
    written = telling
  }

  let beating: Promise<void> | undefined
  const timer = setInterval(() => {
    beating ??= beat()
      .catch((thrown: unknown) => {
        if (thrown instanceof HoldLost) lost.abort(thrown)
        // The store cannot be reached for a moment: the fence decides, and the next beat tries again.
        else services.reportFailure(`job ${hold.job}`, thrown)
      })
      .finally(() => {
        beating = undefined
      })
  }, beatMs)

  const run: Omit<PartitionRun<unknown>, 'partition' | 'fence' | 'guard' | 'callForHelp'> = {
    team: hold.team,
    job: hold.job,
    call,
    input,
    partitions,
    signal,
    progress: (progress) => {
      latest = progress
    },
    log: (level, text) =>
      change(services, call, hold.team, async (tx) => {
        await requireHold(tx, hold)
        await writeLog(tx, { ...hold, at: services.now() }, level, text)
      }),
  }
  try {
    if (isFinish) await finish()
    else if (isPlace(kind, hold.partition, partitions)) await help()
    else await part()
  } catch (thrown) {
    // Whatever a run makes of its signal: it ended because it was not ours any more.
    if (lost.signal.aborted) throw lost.signal.reason
    throw thrown
  } finally {
    clearInterval(timer)
    await beating
    meter.stop()
  }

  function partitionRun(): PartitionRun<unknown> {
    return {
      ...run,
      partition: hold.partition,
      fence: hold.fence,
      guard: (tx) => requireHold(tx, hold),
      callForHelp: () => offerPlaces(services, hold, partitions),
    }
  }

  async function help(): Promise<void> {
    await kind.help?.(partitionRun())
    await change(services, call, hold.team, async (tx) => {
      await leavePlace(tx, hold, 0)
      await writeProgress(tx, hold, { ...latest, done: 1, of: 1 }, { usage: meter.read(), now: services.now(), isLed })
    })
  }

  async function part(): Promise<void> {
    const result = await kind.run(partitionRun())
    const last = await change(services, call, hold.team, async (tx) => {
      await requireHold(tx, hold)
      await writeProgress(tx, hold, { ...latest, done: 1, of: 1 }, { usage: meter.read(), now: services.now(), isLed })
      await settle(tx, JSON.stringify(result ?? null))
      if (isLed) await closePlaces(tx, hold, partitions)
      const open = await tx
        .selectFrom('job_partitions')
        .select('partition')
        .where('team_id', '=', hold.team)
        .where('job_id', '=', hold.job)
        .where('partition', '<', partitions)
        .where('status', '<>', 'completed')
        .executeTakeFirst()
      return open === undefined
    })
    if (last) await services.queue.enqueue(hold.team, hold.job, [partitions])
  }

  async function finish(): Promise<void> {
    const rows = await services.store.readTeam(hold.team, (db) =>
      db
        .selectFrom('job_partitions')
        .select('result')
        .where('team_id', '=', hold.team)
        .where('job_id', '=', hold.job)
        .where('partition', '<', isLed ? 1 : partitions)
        .orderBy('partition')
        .execute(),
    )
    const parts = rows.map(({ result }): unknown => JSON.parse(result ?? 'null'))
    let completed = false
    const complete: FinishRun<unknown>['complete'] = async (tx, note, result) => {
      await requireHold(tx, hold)
      const at = services.now()
      await writeProgress(tx, hold, { ...latest, done: 1, of: 1 }, { usage: meter.read(), now: at, isLed })
      await settle(tx, null)
      await endJob(tx, note, { ...hold, kind: kind.kind, at }, { status: 'completed', result })
      completed = true
    }
    await kind.finish({ ...run, complete }, parts)
    if (completed) return
    throw new UnderstudyError('INTERNAL', {
      operation: `finish a job of kind ${kind.kind}`,
      message: 'the job ended without having been completed',
    })
  }

  function settle(tx: Parameters<typeof writeLog>[0], result: string | null) {
    return tx
      .updateTable('job_partitions')
      .set({ status: 'completed', result })
      .where('team_id', '=', hold.team)
      .where('job_id', '=', hold.job)
      .where('partition', '=', hold.partition)
      .execute()
  }
}
