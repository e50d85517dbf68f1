import { type ValidateSource, validateEnvironment } from '@understudy/sdk/clone'
import { z } from 'zod'
import type { Call } from '../../call.ts'
import { change } from '../../change.ts'
import { withUnreachable } from '../../environments/database-rules.ts'
import type { EnvironmentRow, EnvironmentServices, GrantLevel } from '../../environments/environment.ts'
import { environmentFor } from '../../environments/environment-for.ts'
import { writeRun } from '../../environments/environment-run.ts'
import { maskingKeyFor } from '../../environments/masking-key.ts'
import { openEnvironment, watched } from '../../environments/open-environment.ts'
import { readAccepted } from '../../policies/policy.ts'
import { registerKind } from '../job-kind.ts'

const request = z.object({
  environment: z.string(),
  /** What it was cloned from, and how: then it is held against that too. */
  source: z.string().optional(),
  policy: z.string().optional(),
  policyVersion: z.number().int().optional(),
  waive: z.array(z.literal('source-can-write')).default([]),
})
const part = z.object({ valid: z.boolean(), checks: z.number(), failed: z.number() })

/** Whether what is in an environment holds together, and with a source and its policy whether no original came along. */
export function environmentValidateKind(services: EnvironmentServices) {
  const access = { action: 'environments.check', level: 'read' } as const
  return registerKind({
    kind: 'environment-validate',
    request,
    input: request,
    part,
    async accept(call, team, _job, request) {
      const { environment, source } = await sidesOf(call, team, request)
      const used = request.policy && (await readAccepted(services, team, request.policy, request.policyVersion))
      return {
        input: {
          environment: environment.id,
          source: source?.id,
          waive: request.waive,
          ...(used ? { policy: used.id, policyVersion: used.version } : {}),
        },
        partitions: 1,
      }
    },
    async run({ team, job, input, call, signal, guard, progress }) {
      const { environment, source } = await sidesOf(call, team, input)
      const looks = watched(services, call, { team, environments: source ? [environment, source] : [environment] })
      let steps = 0
      try {
        const { valid, checks, at } = await validateEnvironment(await openEnvironment(services, environment), {
          ...looks,
          waive: input.waive,
          source: source && (await against(team, source, environment, input)),
          signal,
          onStep: () => progress({ done: Math.min(++steps, 8), of: 9 }),
        })
        const report = { environment: environment.name, source: source?.name ?? null, at, valid, checks }
        const about = { team, job, environment: environment.id, kind: 'validation', createdBy: `job:${job}` } as const
        await writeRun(services, { ...about, passed: valid, report }, guard)
        return { valid, checks: checks.length, failed: checks.filter(({ outcome }) => outcome === 'failed').length }
      } catch (thrown) {
        throw withUnreachable(thrown, source?.name ?? environment.name)
      }
    },
    async finish({ team, input, call, complete }, [only]) {
      if (!only) return
      await change(services, call, team, (tx, note) => complete(tx, note, { environment: input.environment, ...only }))
    },
    discard: async () => {},
  })

  async function sidesOf(call: Call, team: string, { environment, source, waive }: z.infer<typeof request>) {
    const of = async (named: string, level: GrantLevel) =>
      (await environmentFor(services, call, { ...access, level, team, environment: named })).row
    return {
      environment: await of(environment, 'read'),
      source: source === undefined ? undefined : await of(source, waive.length > 0 ? 'admin' : 'clone'),
    }
  }

  async function against(
    team: string,
    source: EnvironmentRow,
    target: EnvironmentRow,
    { policy, policyVersion }: z.infer<typeof request>,
  ): Promise<ValidateSource | undefined> {
    if (policy === undefined) return undefined
    const { databaseUrl: url } = await openEnvironment(services, source)
    return {
      url,
      environment: { name: source.name, type: source.type },
      policy: (await readAccepted(services, team, policy, policyVersion)).policy,
      key: await maskingKeyFor(services, { source, target }),
    }
  }
}
