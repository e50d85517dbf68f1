import { connect, UnderstudyError } from '@understudy/sdk'
import { verifyTarget } from '@understudy/sdk/clone'
import { analyzeSchema, applyMigration, fingerprintOf, type MigrationReport, parseScript } from '@understudy/sdk/schema'
import { z } from 'zod'
import { RequestError } from '../../../errors/request-error.ts'
import { change } from '../../change.ts'
import { withUnreachable } from '../../environments/database-rules.ts'
import type { EnvironmentServices } from '../../environments/environment.ts'
import { connectionOf } from '../../environments/environment.ts'
import { environmentFor } from '../../environments/environment-for.ts'
import { runOf, writeRun } from '../../environments/environment-run.ts'
import { holdEnvironment, releaseEnvironment } from '../../environments/hold-environment.ts'
import { openEnvironment, productionOf } from '../../environments/open-environment.ts'
import { refuseOtherName } from '../../environments/refuse-other-name.ts'
import { registerKind } from '../job-kind.ts'

const request = z.object({
  environment: z.string(),
  /** As `migrate` writes it. */
  script: z.string(),
  confirm: z.string(),
  lockTimeoutMs: z.number().optional(),
  statementTimeoutMs: z.number().optional(),
})
const part = z.object({ steps: z.number(), reached: z.boolean().nullable() })

/** Runs a script of steps on an environment. One that died in the middle is looked at before anything goes on. */
export function schemaApplyKind(services: EnvironmentServices) {
  const access = { action: 'schemas.apply', level: 'admin' } as const
  return registerKind({
    kind: 'schema-apply',
    cancelNeeds: 'schemas.apply',
    request,
    input: request,
    part,
    async accept(call, team, job, request) {
      const { row } = await environmentFor(services, call, { ...access, team, environment: request.environment })
      refuseOtherName(row, request.confirm)
      const { databaseUrl } = await connectionOf(services, row)
      await parseScript(request.script, databaseUrl.startsWith('sqlite:') ? 'sqlite' : 'postgres', 'the script')
      await holdEnvironment(services, row.id, { team, job })
      return { input: { ...request, environment: row.id }, partitions: 1 }
    },
    async run({ team, job, input, call, signal, guard, progress, log }) {
      const { row } = await environmentFor(services, call, { ...access, team, environment: input.environment })
      const target = await openEnvironment(services, row)
      const about = { team, job, environment: row.id, kind: 'schema', createdBy: `job:${job}` } as const
      try {
        await verifyTarget(target.databaseUrl, { environment: target, environments: await productionOf(services) })
        await using database = await connect(target.databaseUrl, { create: false })
        const { steps, from, to, refused } = await parseScript(input.script, database.dialect, 'the script')
        if (await runOf(services, team, job)) {
          const found = fingerprintOf(await analyzeSchema(database))
          if (to !== null && found === to) return { steps: steps.length, reached: true }
          if (from === null || found !== from) throw interrupted(row.name)
          await log('warning', 'an earlier try had changed nothing: it is begun again')
        }
        await writeRun(services, { ...about, passed: false, report: { state: 'begun', steps: steps.length } }, guard)
        const report: MigrationReport = await applyMigration(database, steps, {
          confirmed: true,
          signal,
          lockTimeout: input.lockTimeoutMs,
          statementTimeout: input.statementTimeoutMs,
          ...(from !== null && { expectedFrom: from }),
          ...(to !== null && refused.length === 0 && { expectedTo: to }),
          onStep: ({ kind, step, total }) => {
            if (kind === 'begins') progress({ done: step.number - 1, of: Math.max(1, total) })
          },
        })
        const { reached } = report
        await writeRun(services, { ...about, passed: reached !== false, report: { state: 'done', ...report } }, guard)
        return { steps: report.steps.length, reached }
      } catch (thrown) {
        if (thrown instanceof UnderstudyError) {
          const failed = { state: 'failed', code: thrown.code, message: thrown.message }
          await writeRun(services, { ...about, passed: false, report: failed }, guard)
        }
        throw withUnreachable(thrown, row.name)
      }
    },
    async finish({ team, job, input, call, complete }, [only]) {
      if (!only) return
      await releaseEnvironment(services, input.environment, job)
      await change(services, call, team, async (tx, note) => {
        const details = { environment: input.environment, steps: only.steps, reached: only.reached }
        await complete(tx, note, details)
        note.audit({ action: 'schema.apply', subject: `environment:${input.environment}`, details })
        note.event({ type: 'schema.applied', subject: `environment:${input.environment}`, data: details })
      })
    },
    discard: (_team, job, { environment }) => releaseEnvironment(services, environment, job),
  })
}

function interrupted(name: string): RequestError {
  return new RequestError('CONFLICT', {
    message: `whoever applied the script to ${name} died in the middle of it, and its schema is neither that of before nor that of after`,
    hint: 'Compare the schemas, and migrate from what is there now.',
  })
}
