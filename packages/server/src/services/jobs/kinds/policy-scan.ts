import { parsePolicy, policyText } from '@understudy/sdk'
import { mergePolicy, policyOf, scanSource } from '@understudy/sdk/clone'
import { z } from 'zod'
import { change } from '../../change.ts'
import { withUnreachable } from '../../environments/database-rules.ts'
import type { EnvironmentServices } from '../../environments/environment.ts'
import { environmentFor, requireLevel } from '../../environments/environment-for.ts'
import { openEnvironment, watched } from '../../environments/open-environment.ts'
import { insertPolicy } from '../../policies/create-policy.ts'
import { findPolicy, findPolicyVersion, textOfPolicy } from '../../policies/policy.ts'
import { writeVersion } from '../../policies/write-version.ts'
import { registerKind } from '../job-kind.ts'

const request = z.object({
  environment: z.string(),
  /** Of one that is there, what was decided stays; of another name, one is made. */
  policy: z.string(),
  locale: z.string().optional(),
  waive: z.array(z.literal('source-can-write')).default([]),
})
const part = z.object({ version: z.number(), tables: z.number(), undecided: z.number(), notes: z.number() })

/** A look for personal data in an environment: what it proposes is a version of a policy that somebody has to accept. */
export function policyScanKind(services: EnvironmentServices) {
  const access = { action: 'policies.scan', level: 'clone' } as const
  return registerKind({
    kind: 'policy-scan',
    request,
    input: request,
    part,
    async accept(call, team, _job, request) {
      const { row, level } = await environmentFor(services, call, { ...access, team, environment: request.environment })
      if (request.waive.length > 0) requireLevel(level, 'admin', row.name)
      const policy = await insertPolicy(services, call, team, request.policy)
      return { input: { ...request, environment: row.id, policy: policy.id }, partitions: 1 }
    },
    async run({ team, job, input, call, signal, guard, progress, log }) {
      const { row } = await environmentFor(services, call, { ...access, team, environment: input.environment })
      const { databaseUrl } = await openEnvironment(services, row)
      try {
        const { scan } = await scanSource(databaseUrl, {
          ...watched(services, call, { team, environments: [row] }),
          environment: { name: row.name, type: row.type },
          waivers: input.waive,
          signal,
          onProgress: ({ done, of }) => progress({ done, of: Math.max(1, of) }),
        })
        const current = await services.store.readTeam(team, async (db) => {
          const policy = await findPolicy(db, team, input.policy)
          return Number(policy.version) === 0 ? undefined : findPolicyVersion(db, team, policy.id)
        })
        const merged = current && mergePolicy(parsePolicy(await textOfPolicy(services, current.row)), scan)
        const policy = merged?.policy ?? policyOf(scan, input.locale === undefined ? {} : { locale: input.locale })
        const notes = merged?.notes ?? []
        for (const note of notes) await log('info', note)
        const written = await writeVersion(
          services,
          call,
          {
            team,
            policy: input.policy,
            id: job,
            text: policyText(policy),
            status: 'proposed',
            note: `scan of ${row.name}`,
            createdBy: `job:${job}`,
          },
          guard,
        )
        return { version: written.version, tables: written.tables, undecided: written.undecided, notes: notes.length }
      } catch (thrown) {
        throw withUnreachable(thrown, row.name)
      }
    },
    async finish({ team, input, call, complete }, [only]) {
      if (!only) return
      await change(services, call, team, (tx, note) => complete(tx, note, { policy: input.policy, ...only }))
    },
    discard: async () => {},
  })
}
