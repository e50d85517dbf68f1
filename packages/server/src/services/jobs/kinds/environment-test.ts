import { parseTestSuites, testFunctionality } from '@understudy/sdk/clone'
import { z } from 'zod'
import { RequestError } from '../../../errors/request-error.ts'
import { guardedFetch } from '../../../events/outgoing/guarded-fetch.ts'
import { change } from '../../change.ts'
import { withUnreachable } from '../../environments/database-rules.ts'
import { type EnvironmentServices, environmentPlace } from '../../environments/environment.ts'
import { environmentFor } from '../../environments/environment-for.ts'
import { writeRun } from '../../environments/environment-run.ts'
import { openEnvironment, watched } from '../../environments/open-environment.ts'
import { registerKind } from '../job-kind.ts'

const request = z.object({
  environment: z.string(),
  /** Instead of those that the environment has. */
  suites: z.unknown().optional(),
})
const part = z.object({ passed: z.number(), failed: z.number(), skipped: z.number() })

/** Asks an environment whether it works, by probes with SQL and HTTP; what they write to its database is rolled back. */
export function environmentTestKind(services: EnvironmentServices) {
  const access = { action: 'environments.check', level: 'read' } as const
  return registerKind({
    kind: 'environment-test',
    request,
    input: request,
    part,
    async accept(call, team, _job, { environment, suites }) {
      // Suites of the caller's own may do anything in its database that its role may, if only for a while.
      const level = suites === undefined ? 'read' : 'admin'
      const { row } = await environmentFor(services, call, { ...access, level, team, environment })
      if (suites !== undefined) parseTestSuites(suites)
      else if (row.suites_sealed === null) {
        throw new RequestError('CONFLICT', {
          message: `${row.name} has no test suites of its own, and none are given`,
          hint: 'Give some, or let a system administrator keep them with the environment.',
        })
      }
      return { input: { environment: row.id, suites }, partitions: 1 }
    },
    async run({ team, job, input, call, signal, guard, progress }) {
      const { row } = await environmentFor(services, call, { ...access, team, environment: input.environment })
      const stored = row.suites_sealed
      const kept = stored && (await services.sealer.openJson(null, environmentPlace('suites', row.id), stored))
      const suites = parseTestSuites(input.suites ?? kept)
      const of = suites.reduce((sum, { probes }) => sum + probes.length, 0)
      let done = 0
      try {
        const results = await testFunctionality(await openEnvironment(services, row), suites, {
          ...watched(services, call, { team, environments: [row] }),
          fetch: guardedFetch(services.databases.guard),
          signal,
          onResult: () => progress({ done: ++done, of }),
        })
        const count = (outcome: string) => results.filter((one) => one.outcome === outcome).length
        const found = { passed: count('passed'), failed: count('failed'), skipped: count('skipped') }
        const about = { team, job, environment: row.id, kind: 'test', createdBy: `job:${job}` } as const
        const report = { environment: row.name, results }
        await writeRun(services, { ...about, passed: found.failed === 0, report }, guard)
        return found
      } catch (thrown) {
        throw withUnreachable(thrown, row.name)
      }
    },
    async finish({ team, input, call, complete }, [only]) {
      if (!only) return
      await change(services, call, team, (tx, note) => complete(tx, note, { environment: input.environment, ...only }))
    },
    discard: async () => {},
  })
}
