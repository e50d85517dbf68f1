import { setTimeout as pause } from 'node:timers/promises'
import { UnderstudyError } from '@understudy/sdk'
import {
  type CloneKeeping,
  type CloneOptions,
  type ClonePlan,
  type CloneResult,
  cloneDatabase,
  helpClone,
} from '@understudy/sdk/clone'
import { z } from 'zod'
import type { Call } from '../../call.ts'
import { change } from '../../change.ts'
import { acceptClone } from '../../clones/accept-clone.ts'
import { type CloneRow, clonePlace } from '../../clones/clone.ts'
import { CloneWatch } from '../../clones/clone-progress.ts'
import { type CloneInput, cloneInput, cloneRequest } from '../../clones/clone-request.ts'
import { findCloneRow, setClone } from '../../clones/clone-row.ts'
import { endClone, promoted, takeAway } from '../../clones/end-clone.ts'
import { HelpShare, ShareOver } from '../../clones/help-share.ts'
import { LeadShare } from '../../clones/lead-share.ts'
import type { ShareTaking } from '../../clones/shared-parts.ts'
import { storeKeeping } from '../../clones/store-keeping.ts'
import { StoredLedger } from '../../clones/stored-ledger.ts'
import { withUnreachable } from '../../environments/database-rules.ts'
import type { EnvironmentServices } from '../../environments/environment.ts'
import { environmentFor } from '../../environments/environment-for.ts'
import { releaseEnvironment } from '../../environments/hold-environment.ts'
import { maskingKeyFor } from '../../environments/masking-key.ts'
import { openEnvironment, productionOf, watched } from '../../environments/open-environment.ts'
import { readAccepted } from '../../policies/policy.ts'
import { type PartitionRun, registerKind } from '../job-kind.ts'

const part = z.object({ rows: z.number(), rowsMasked: z.number(), bytes: z.number(), backup: z.string().nullable() })
type Part = z.infer<typeof part>

const dayMs = 86_400_000
/** Another run of it that is over has not let go yet; a database that was restarted. */
const passing: ReadonlySet<string> = new Set(['CLONE_BUSY', 'CONNECTION_FAILED', 'CONNECTION_LOST'])

interface CloneKindOptions {
  /** How long a run waits before it tries again, each time. */
  readonly waitsMs?: readonly number[]
  /** Of a part that one worker copies at a time. */
  readonly chunkBytes?: number | undefined
  /** So long a worker that helps and says nothing is waited for. */
  readonly silenceMs?: number
}

/**
 * A masked copy of one environment that takes the place of another. One worker leads it at a time, and keeps the state of the
 * source; others copy parts of it meanwhile. When that one dies, any other goes on with it, by the record and the ledger that
 * are in the store. As a plan alone it changes nothing.
 */
export function cloneKind(
  services: EnvironmentServices,
  {
    dryRun,
    chunkBytes,
    silenceMs = 30_000,
    waitsMs = [1000, 2000, 4000, 8000, 16_000, 30_000],
  }: CloneKindOptions & { readonly dryRun: boolean },
) {
  const { store, sealer } = services
  return registerKind({
    kind: dryRun ? 'clone-plan' : 'clone',
    cancelNeeds: 'clones.cancel',
    request: cloneRequest,
    input: cloneInput,
    part,
    async accept(call, team, job, request) {
      return acceptClone(services, call, { team, job, dryRun, request })
    },
    run: runClone,
    ...(dryRun ? {} : { help: helpWithClone }),
    async finish({ team, job, input, call, complete }, [only]) {
      if (!only) return
      const row = await rowOf(team, input)
      const { rows, rowsMasked, bytes, backup } = only
      if (!dryRun) await releaseEnvironment(services, row.target_id, job, 'active')
      await change(services, call, team, async (tx, note) => {
        await complete(tx, note, { clone: row.id, rows, rowsMasked, bytes, backup })
        if (!dryRun) return promoted(services, tx, note, row, backup)
        await setClone(tx, team, row.id, { status: 'completed', finished_at: services.now().toISOString() })
      })
    },
    discard: (team, job, input) => endClone(services, byItself(job), team, job, input.clone),
  })

  async function runClone(run: PartitionRun<CloneInput>): Promise<Part> {
    const { team, input, call, guard } = run
    const row = await rowOf(team, input)
    if (input.drop) await dropEarlier(call, input.drop)
    const watch = new CloneWatch()
    await using keeping = storeKeeping(services, {
      call,
      team,
      id: row.id,
      job: run.job,
      guard,
      progress: watch,
    })
    await store.team(team, async (tx) => {
      await guard(tx)
      await setClone(tx, team, row.id, { status: 'in_progress' })
    })
    for (let tries = 0; ; tries++) {
      try {
        return await attempt(run, row, keeping, watch)
      } catch (thrown) {
        run.signal.throwIfAborted()
        const wait = waitsMs[tries]
        const code = thrown instanceof UnderstudyError ? thrown.code : ''
        if (wait === undefined || !passing.has(code))
          throw withUnreachable(thrown, `${row.source_name} or ${row.target_name}`)
        await run.log('warning', `${code}: tried again in ${wait / 1000} s`)
        await pause(wait, undefined, { signal: run.signal })
      }
    }
  }

  async function attempt(
    run: PartitionRun<CloneInput>,
    row: CloneRow,
    keeping: CloneKeeping,
    watch: CloneWatch,
  ): Promise<Part> {
    const { input } = run
    const record = await keeping.read(row.clone_id)
    // Its worker died between the last word of the clone and that of the job.
    if (record?.operation.status === 'completed') return partOf(record.operation)
    const { source, target, common } = await opened(run)
    const told: Promise<void>[] = []
    const options: CloneOptions = {
      ...common,
      subset: input.subset,
      share: run.partitions > 1 ? new LeadShare(services, takingOf(run, row), leadOptions(run)) : undefined,
      disconnect: input.disconnect,
      keepBackupMilliseconds: input.keepBackupDays * dayMs,
      keepForReset: input.keepForReset,
      // A worker that closes is no reason to begin anew; what was cancelled is taken away by whoever ends the job.
      keepWhenCancelled: true,
      environments: await productionOf(services),
      ...(record ? { resume: row.clone_id } : { id: row.clone_id }),
      keeping,
      dryRun,
      confirm: async (plan) => {
        watch.planned(plan)
        await keepPlan(run, row, plan)
        return { name: input.confirm?.name, planHash: input.confirm?.plan }
      },
      onEvent: (event, operation, remaining) => {
        watch.heard(event, operation, remaining)
        const { rows, bytes } = operation.statistics
        run.progress({ done: operation.progress, of: 100, rows, bytes })
        // A line that cannot be written is no reason to end what it tells of: the fence ends it, where it must.
        if (event.type === 'log') told.push(run.log(event.log.level, event.log.message).catch(() => {}))
      },
    }
    const result = await cloneDatabase(source, target, options)
    await Promise.all(told)
    if (dryRun) await keepPlan(run, row, result.plan, result)
    return partOf(result.operation)
  }

  /** Both sides and what is done with what they hold, alike for whoever leads and whoever helps; secrets go no further. */
  async function opened({ team, input, call, signal }: PartitionRun<CloneInput>) {
    const sides = await sidesOf(call, team, input)
    const { policy } = await readAccepted(services, team, input.policy, input.policyVersion)
    const source = await openEnvironment(services, sides.source)
    const target = await openEnvironment(services, sides.target)
    const common = {
      policy,
      key: await maskingKeyFor(services, sides),
      workers: input.workers,
      waive: input.waive,
      ...watched(services, call, { team, environments: [sides.source, sides.target] }),
      signal,
    }
    return {
      source: { url: source.databaseUrl, environment: source },
      target: { url: target.databaseUrl, environment: target },
      common,
    }
  }

  function leadOptions({ callForHelp }: PartitionRun<CloneInput>) {
    return { chunkBytes, silenceMs, callForHelp }
  }

  async function helpWithClone(run: PartitionRun<CloneInput>): Promise<void> {
    const row = await rowOf(run.team, run.input)
    const share = new HelpShare(services, takingOf(run, row))
    const { source, target, common } = await opened(run)
    const made = { parts: 0, rows: 0, bytes: 0 }
    // The store may not answer for a moment: who says nothing for long is not waited for.
    const beats = setInterval(() => void share.beat().catch(() => {}), silenceMs / 6)
    try {
      await helpClone(source, target, {
        ...common,
        id: row.clone_id,
        share,
        ledger: new StoredLedger(services, { team: run.team, id: row.id, guard: (tx) => share.guard(tx) }),
        onPart: ({ rows, bytes }) => {
          made.parts++
          made.rows += rows
          made.bytes += bytes
          run.progress({ done: made.parts, of: made.parts + 1, rows: made.rows, bytes: made.bytes })
        },
      })
    } catch (thrown) {
      if (!(thrown instanceof ShareOver)) throw thrown
    } finally {
      clearInterval(beats)
    }
  }

  /** As names of environments: addresses are for those who registered them. Statements may hold values, as of defaults. */
  async function keepPlan(
    { team, guard }: PartitionRun<CloneInput>,
    row: CloneRow,
    plan: ClonePlan,
    result?: CloneResult,
  ): Promise<void> {
    const [before, after] = [plan.before, plan.after].map((steps) => steps.map((step) => ({ ...step, statements: [] })))
    const shown = { ...plan, before, after, source: row.source_name, target: row.target_name }
    const plan_sealed = await sealer.sealJson(team, clonePlace('plan', row.id), shown)
    const record = result && { operation: result.operation }
    const record_sealed = record && (await sealer.sealJson(team, clonePlace('record', row.id), record))
    await store.team(team, async (tx) => {
      await guard(tx)
      const values = { plan_sealed, plan_hash: plan.hash, ...(record_sealed ? { record_sealed } : {}) }
      await setClone(tx, team, row.id, values)
    })
  }

  /** Grants are asked again: a team that has lost one meanwhile goes no further. */
  async function sidesOf(call: Call, team: string, { source, target }: CloneInput) {
    const of = async (environment: string) =>
      (await environmentFor(services, call, { environment, team, action: 'clones.start', level: 'clone' })).row
    return { source: await of(source), target: await of(target) }
  }

  async function rowOf(team: string, { clone }: CloneInput): Promise<CloneRow> {
    const row = await findCloneRow(services, team, clone)
    if (!row) throw new Error('a job of a clone has a clone')
    return row
  }

  async function dropEarlier(call: Call, { team, id }: NonNullable<CloneInput['drop']>): Promise<void> {
    const row = await findCloneRow(services, team, id)
    if (row?.is_left !== 1 || (row.status !== 'failed' && row.status !== 'cancelled')) return
    await takeAway(services, call, row, row.status)
  }
}

function partOf({ statistics: { rows, rowsMasked, bytes }, backupId }: CloneResult['operation']): Part {
  return { rows, rowsMasked, bytes, backup: backupId }
}

function takingOf({ team, job, partition, fence, guard }: PartitionRun<CloneInput>, { id }: CloneRow): ShareTaking {
  return { team, id, job, partition, fence, guard }
}

function byItself(job: string): Call {
  return {
    actor: { kind: 'system', for: undefined },
    requestId: `job:${job}`,
    ip: null,
    signal: new AbortController().signal,
  }
}
