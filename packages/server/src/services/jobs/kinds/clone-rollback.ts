import { UnderstudyError } from '@understudy/sdk'
import { rollbackClone } from '@understudy/sdk/clone'
import { z } from 'zod'
import { RequestError } from '../../../errors/request-error.ts'
import { change } from '../../change.ts'
import { findCloneRow, setClone } from '../../clones/clone-row.ts'
import { withUnreachable } from '../../environments/database-rules.ts'
import type { EnvironmentServices } from '../../environments/environment.ts'
import { environmentFor } from '../../environments/environment-for.ts'
import { runOf, writeRun } from '../../environments/environment-run.ts'
import { holdEnvironment, releaseEnvironment } from '../../environments/hold-environment.ts'
import { openEnvironment, productionOf, watched } from '../../environments/open-environment.ts'
import { refuseOtherName } from '../../environments/refuse-other-name.ts'
import { registerKind } from '../job-kind.ts'

const request = z.object({ clone: z.string(), confirm: z.string(), disconnect: z.boolean().default(false) })
const input = request.extend({ target: z.string(), backup: z.string() })
const part = z.object({ kept: z.string().nullable(), notes: z.array(z.string()) })

/** What stood in the target's place before a clone stands there again, in one step; what stands there now becomes a backup. */
export function cloneRollbackKind(services: EnvironmentServices) {
  const access = { action: 'clones.rollback', level: 'admin' } as const
  return registerKind({
    kind: 'clone-rollback',
    cancelNeeds: 'clones.rollback',
    atOnce: true,
    request,
    input,
    part,
    async accept(call, team, job, request) {
      const clone = await findCloneRow(services, team, request.clone)
      if (!clone) throw new RequestError('NOT_FOUND', { message: 'there is no such clone in the team' })
      const { row } = await environmentFor(services, call, { ...access, team, environment: clone.target_id })
      refuseOtherName(row, request.confirm)
      if (clone.status !== 'completed' || clone.backup_id === null || clone.rolled_back_at !== null) {
        throw new RequestError('CONFLICT', {
          message: 'there is nothing to go back to: the clone took nothing’s place, or was rolled back already',
          details: { status: clone.status, backupId: clone.backup_id, rolledBackAt: clone.rolled_back_at },
        })
      }
      await holdEnvironment(services, row.id, { team, job })
      return { input: { ...request, target: row.id, backup: clone.backup_id }, partitions: 1 }
    },
    async run({ team, job, input, call, guard, log }) {
      const { row } = await environmentFor(services, call, { ...access, team, environment: input.target })
      const target = await openEnvironment(services, row)
      const begun = await runOf(services, team, job)
      const about = { team, job, environment: row.id, kind: 'rollback', createdBy: `job:${job}` } as const
      await writeRun(services, { ...about, passed: false, report: { backup: input.backup, state: 'begun' } }, guard)
      try {
        const { backup, notes } = await rollbackClone({ url: target.databaseUrl, environment: target }, input.backup, {
          disconnect: input.disconnect,
          environments: await productionOf(services),
          audit: watched(services, call, { team, environments: [row] }).audit,
        })
        return { kept: backup?.id ?? null, notes: [...notes] }
      } catch (thrown) {
        // Nobody else had the environment since an earlier try began: that try has brought it back, and then died.
        if (!begun || !(thrown instanceof UnderstudyError) || thrown.code !== 'BACKUP_UNKNOWN')
          throw withUnreachable(thrown, row.name)
        await log('info', 'an earlier try had rolled it back')
        return { kept: null, notes: [] }
      }
    },
    async finish({ team, job, input, call, complete }, [only]) {
      if (!only) return
      await writeRun(
        services,
        {
          team,
          job,
          environment: input.target,
          kind: 'rollback',
          passed: true,
          report: { backup: input.backup, state: 'done', ...only },
          createdBy: `job:${job}`,
        },
        async () => {},
      )
      await releaseEnvironment(services, input.target, job, 'active')
      await change(services, call, team, async (tx, note) => {
        const details = { clone: input.clone, environment: input.target, backup: input.backup, kept: only.kept }
        await complete(tx, note, details)
        await setClone(tx, team, input.clone, { rolled_back_at: services.now().toISOString() })
        note.audit({ action: 'clone.rollback', subject: `clone:${input.clone}`, details })
        note.event({ type: 'clone.reverted', subject: `clone:${input.clone}`, data: details })
      })
    },
    discard: (_team, job, { target }) => releaseEnvironment(services, target, job),
  })
}
