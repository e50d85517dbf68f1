import type { Database } from '../database/adapter.ts'
import { connect } from '../database/connect.ts'
import { refuseAborted } from '../database/lane.ts'
import type { Environment } from '../environments/environment.ts'
import { messageOf, UnderstudyError } from '../errors.ts'
import { healthChecksOf } from './health-checks.ts'
import type { Check, HealthReport, Outcome } from './validation-result.ts'

export interface HealthOptions {
  readonly signal?: AbortSignal | undefined
  /** Milliseconds that a bare question may take before it is warned of; 500 when not said. */
  readonly slow?: number | undefined
}

/** Looks at an environment and changes nothing in it. One that does not answer is a report too. */
export async function runHealthChecks(
  { name, databaseUrl }: Pick<Environment, 'name' | 'databaseUrl'>,
  { signal, slow = 500 }: HealthOptions = {},
): Promise<HealthReport> {
  const at = new Date()
  const checks: Check[] = []
  const add = async (about: string, work: () => Promise<{ outcome: Outcome; message: string }>) => {
    refuseAborted(signal)
    const started = performance.now()
    const answer = await work().catch((thrown: unknown) => ({ outcome: 'failed' as const, message: said(thrown) }))
    checks.push({ name: about, ...answer, milliseconds: performance.now() - started })
  }
  let database: Database | undefined
  await add('it can be connected to', async () => {
    database = await connect(databaseUrl, { create: false, maxConnections: 1 })
    return { outcome: 'passed', message: database.name }
  })
  if (database) {
    await using open = database
    await add('it answers at once', async () => {
      const started = performance.now()
      await open.query('select 1 as one', [], { signal })
      const milliseconds = Math.round(performance.now() - started)
      return { outcome: milliseconds > slow ? 'warned' : 'passed', message: `in ${milliseconds} ms` }
    })
    for (const check of healthChecksOf(open)) {
      await add(check.name, () => open.transaction((session) => check.run(session), { readOnly: true, signal }))
    }
  }
  const has = (outcome: Outcome) => checks.some((check) => check.outcome === outcome)
  return { environment: name, at, status: has('failed') ? 'unhealthy' : has('warned') ? 'degraded' : 'healthy', checks }
}

function said(thrown: unknown): string {
  return thrown instanceof UnderstudyError ? `${thrown.message} (${thrown.code})` : messageOf(thrown)
}
