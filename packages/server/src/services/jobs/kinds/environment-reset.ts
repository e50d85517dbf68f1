import { resetDatabase } from '@understudy/sdk/clone'
import { z } from 'zod'
import { change } from '../../change.ts'
import { withUnreachable } from '../../environments/database-rules.ts'
import type { EnvironmentServices } from '../../environments/environment.ts'
import { environmentFor } from '../../environments/environment-for.ts'
import { writeRun } from '../../environments/environment-run.ts'
import { holdEnvironment, releaseEnvironment } from '../../environments/hold-environment.ts'
import { openEnvironment, productionOf, watched } from '../../environments/open-environment.ts'
import { refuseOtherName } from '../../environments/refuse-other-name.ts'
import { registerKind } from '../job-kind.ts'

const request = z.object({ environment: z.string(), confirm: z.string(), disconnect: z.boolean().default(false) })
const part = z.object({
  to: z.enum(['clone', 'emptied']),
  cloneId: z.string().nullable(),
  backup: z.string().nullable(),
})

/** An environment as its last clone was promoted, where that was kept for it; else its schema without a row. */
export function environmentResetKind(services: EnvironmentServices) {
  const access = { action: 'environments.reset', level: 'admin' } as const
  return registerKind({
    kind: 'environment-reset',
    cancelNeeds: 'environments.reset',
    atOnce: true,
    request,
    input: request,
    part,
    async accept(call, team, job, request) {
      const { row } = await environmentFor(services, call, { ...access, team, environment: request.environment })
      refuseOtherName(row, request.confirm)
      await holdEnvironment(services, row.id, { team, job })
      return { input: { ...request, environment: row.id }, partitions: 1 }
    },
    async run({ team, input, call }) {
      const { row } = await environmentFor(services, call, { ...access, team, environment: input.environment })
      const target = await openEnvironment(services, row)
      try {
        const { to, cloneId, backup } = await resetDatabase(
          { url: target.databaseUrl, environment: target },
          {
            confirm: input.confirm,
            disconnect: input.disconnect,
            environments: await productionOf(services),
            audit: watched(services, call, { team, environments: [row] }).audit,
          },
        )
        return { to, cloneId, backup: backup?.id ?? null }
      } catch (thrown) {
        throw withUnreachable(thrown, row.name)
      }
    },
    async finish({ team, job, input, call, complete }, [only]) {
      if (!only) return
      const { environment } = input
      const about = { team, job, environment, kind: 'reset', createdBy: `job:${job}` } as const
      await writeRun(services, { ...about, passed: true, report: only }, async () => {})
      await releaseEnvironment(services, environment, job, 'active')
      await change(services, call, team, async (tx, note) => {
        const details = { environment, to: only.to, backup: only.backup }
        await complete(tx, note, details)
        note.audit({ action: 'environment.reset', subject: `environment:${environment}`, details })
        note.event({ type: 'environment.reset', subject: `environment:${environment}`, data: details })
      })
    },
    discard: (_team, job, { environment }) => releaseEnvironment(services, environment, job),
  })
}
