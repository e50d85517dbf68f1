import { codeOf } from '../../errors/code-of.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { TakenWork } from '../../jobs/job-queue.ts'
import type { Call } from '../call.ts'
import { change } from '../change.ts'
import { endJob } from './end-job.ts'
import { failureAfter, failureOf } from './failure-of.ts'
import { type Hold, HoldLost, requireHold } from './hold.ts'
import { errorPlace, type JobFailure } from './job.ts'
import type { WorkOutcome } from './job-figures.ts'
import { openInput } from './job-input.ts'
import type { RegisteredKind } from './job-kind.ts'
import type { WorkServices } from './job-services.ts'
import { isPlace, leavePlace, mostTriesOfPartition } from './places.ts'
import { runHeld } from './run-held.ts'
import { type Taking, takeHold } from './take-hold.ts'
import { writeLog } from './write-log.ts'

/** Does what was taken from the queue, and settles it there: done, or given back. */
export async function doWork(services: WorkServices, taken: TakenWork, closing: AbortSignal): Promise<void> {
  try {
    const taking = await takeHold(services, callFor(taken, 'system', closing), taken)
    switch (taking.what) {
      case 'nothing':
        break
      case 'finish-due':
        await services.queue.enqueue(taken.team, taken.job, [taking.partition])
        break
      case 'ended':
        await discard(services, taken.team, taken.job, taking.job)
        break
      case 'held':
        if ((await counted(services, taking.job.kind, () => doHeld(services, taken, taking, closing))) === 'given back')
          return
    }
  } catch (thrown) {
    // The team was erased, and its jobs with it; or the work is another's by now, who settles it.
    const settled = thrown instanceof HoldLost || (thrown instanceof RequestError && thrown.code === 'NOT_FOUND')
    if (!settled) throw thrown
  }
  await taken.done()
}

/** In the figures of this process, under a kind that is known here. */
async function counted(
  { kinds, figures }: WorkServices,
  kind: string,
  work: () => Promise<WorkOutcome>,
): Promise<WorkOutcome> {
  const end = figures?.begin(kinds.has(kind) ? kind : 'other')
  let outcome: WorkOutcome = 'lost'
  try {
    outcome = await work()
    return outcome
  } finally {
    end?.(outcome)
  }
}

async function doHeld(
  services: WorkServices,
  taken: TakenWork,
  taking: Extract<Taking, { what: 'held' }>,
  closing: AbortSignal,
): Promise<WorkOutcome> {
  const { job, hold, isFinish, partitions } = taking
  const { mostTries = mostTriesOfPartition } = services
  const call = callFor(taken, job.created_by, closing)
  const kind = services.kinds.get(job.kind)
  if (!kind) {
    // Another server of the same store may know it: servers of two versions run side by side during an update.
    if (hold.tries < mostTries) {
      await taken.giveBack(5000)
      return 'given back'
    }
    await fail(services, call, hold, job.kind, unknownKind(job.kind))
    return 'failed'
  }
  const helps = isPlace(kind, hold.partition, partitions)
  let input: unknown
  try {
    if (hold.tries > mostTries && helps) {
      await change(services, call, hold.team, (tx) => leavePlace(tx, hold, hold.tries))
      return 'done'
    }
    if (hold.tries > mostTries) {
      await fail(services, call, hold, job.kind, failureAfter(mostTries, hold.job))
    } else {
      input = (await openInput(services.sealer, hold.team, hold.job, job.input_sealed)).input
      await runHeld(services, { kind, call, hold, input, isFinish, partitions, taken, closing })
      return 'done'
    }
  } catch (thrown) {
    if (thrown instanceof HoldLost) {
      // Cancelled: what this run wrote last may have come after the others' discarding.
      const { status } = (await statusOf(services, hold)) ?? { status: 'completed' }
      if (status === 'failed' || status === 'cancelled') await discard(services, hold.team, hold.job, job)
      return 'lost'
    }
    if (closing.aborted) {
      await forgive(services, call, hold)
      await taken.giveBack(0)
      return 'given back'
    }
    if (helps) {
      // Whoever leads does it without, or fails by the same.
      await note(services, call, hold, `the help of a worker ended: ${codeOf(thrown) ?? 'a fault of the server'}`)
      await change(services, call, hold.team, (tx) => leavePlace(tx, hold, hold.tries))
      return 'done'
    }
    const failure = failureOf(thrown)
    if (failure === undefined) services.reportFailure(`job ${hold.job}`, thrown)
    if (failure === undefined && hold.tries < mostTries) {
      await note(
        services,
        call,
        hold,
        `try ${hold.tries} of ${mostTries} failed: ${codeOf(thrown) ?? 'a fault of the server'}`,
      )
      await taken.giveBack(Math.min(60_000, 500 * 2 ** hold.tries))
      return 'given back'
    }
    await fail(services, call, hold, job.kind, failure ?? failureAfter(mostTries, hold.job))
  }
  await discard(services, hold.team, hold.job, job)
  return 'failed'
}

function callFor({ job }: TakenWork, startedBy: string, signal: AbortSignal): Call {
  return { actor: { kind: 'system', for: startedBy }, requestId: `job:${job}`, ip: null, signal }
}

function unknownKind(kind: string): JobFailure {
  return {
    errorCode: 'JOB_KIND_UNKNOWN',
    message: `no worker of this server does jobs of kind ${kind}`,
    suggestedActions: ['Start workers of the version that accepted the job.'],
  }
}

async function fail(services: WorkServices, call: Call, hold: Hold, kind: string, error: JobFailure): Promise<void> {
  const { errorCode } = error
  const error_sealed = await services.sealer.sealJson(hold.team, errorPlace(hold.job), error)
  await change(services, call, hold.team, async (tx, noted) => {
    await requireHold(tx, hold)
    const at = services.now()
    // Its words may quote the schema: they are sealed, and the log is not.
    await writeLog(tx, { ...hold, at }, 'error', errorCode)
    await endJob(tx, noted, { ...hold, kind, at }, { status: 'failed', errorCode, error_sealed })
  })
}

/** A server that closes is no fault of the partition that it has. */
async function forgive(services: WorkServices, call: Call, hold: Hold): Promise<void> {
  await change(services, call, hold.team, async (tx) => {
    await requireHold(tx, hold)
    await tx
      .updateTable('job_partitions')
      .set({ status: 'pending', tries: hold.tries - 1 })
      .where('team_id', '=', hold.team)
      .where('job_id', '=', hold.job)
      .where('partition', '=', hold.partition)
      .execute()
  })
}

async function note(services: WorkServices, call: Call, hold: Hold, text: string): Promise<void> {
  await change(services, call, hold.team, (tx) =>
    writeLog(tx, { ...hold, at: services.now() }, 'warning', `partition ${hold.partition}: ${text}`),
  )
}

function statusOf({ store }: WorkServices, { team, job }: Hold) {
  return store.readTeam(team, (db) =>
    db.selectFrom('jobs').select('status').where('team_id', '=', team).where('id', '=', job).executeTakeFirst(),
  )
}

async function discard(
  services: WorkServices,
  team: string,
  job: string,
  { kind: name, input_sealed }: { readonly kind: string; readonly input_sealed: Uint8Array },
): Promise<void> {
  const kind: RegisteredKind | undefined = services.kinds.get(name)
  if (!kind) return
  const { input } = await openInput(services.sealer, team, job, input_sealed)
  await kind.discard(team, job, input)
}
