import { refuseAborted } from '../database/lane.ts'
import { messageOf, UnderstudyError } from '../errors.ts'
import { healthChecksOf } from './health-checks.ts'
import { type LookedAt, type Looking, type LookOptions, openToLook } from './open-to-look.ts'
import type { Check, HealthReport, Outcome } from './validation-result.ts'

export interface HealthOptions extends LookOptions {
  readonly signal?: AbortSignal | undefined
  /** Milliseconds that a bare question may take before it is warned of; 500 when not said. */
  readonly slow?: number | undefined
}

/** Looks at an environment and changes nothing in it. One that does not answer is a report too. */
export async function runHealthChecks(
  environment: LookedAt,
  { signal, slow = 500, ...look }: HealthOptions = {},
): Promise<HealthReport> {
  const at = new Date()
  const checks: Check[] = []
  const add = async (about: string, work: () => Promise<{ outcome: Outcome; message: string }>) => {
    refuseAborted(signal)
    const started = performance.now()
    const answer = await work().catch((thrown: unknown) => ({ outcome: 'failed' as const, message: said(thrown) }))
    checks.push({ name: about, ...answer, milliseconds: performance.now() - started })
  }
  let looking: Looking | undefined
  await add('it can be connected to', async () => {
    looking = await openToLook(environment, { ...look, signal })
    return { outcome: 'passed', message: looking.name }
  })
  if (looking) {
    await using open = looking
    await add('it answers at once', () =>
      open.read(
        async (session) => {
          const started = performance.now()
          await session.query('select 1 as one')
          const milliseconds = Math.round(performance.now() - started)
          return { outcome: milliseconds > slow ? 'warned' : 'passed', message: `in ${milliseconds} ms` }
        },
        { signal },
      ),
    )
    for (const check of healthChecksOf(open)) {
      await add(check.name, () => open.read((session) => check.run(session), { signal }))
    }
  }
  const has = (outcome: Outcome) => checks.some((check) => check.outcome === outcome)
  return {
    environment: environment.name,
    at,
    status: has('failed') ? 'unhealthy' : has('warned') ? 'degraded' : 'healthy',
    checks,
  }
}

function said(thrown: unknown): string {
  return thrown instanceof UnderstudyError ? `${thrown.message} (${thrown.code})` : messageOf(thrown)
}
