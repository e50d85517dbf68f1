import { setTimeout as sleep } from 'node:timers/promises'
import type { Environment } from '../environments/environment.ts'
import { runHealthChecks } from './run-health-checks.ts'
import type { HealthReport } from './validation-result.ts'

export interface MonitorOptions {
  /** Milliseconds from one look to the next; a minute when not said. */
  readonly every?: number | undefined
  /** Ends the watch. */
  readonly signal: AbortSignal
  readonly onReport?: ((report: HealthReport) => void) | undefined
  /** When the status becomes another one than it was, and at the first look if it is not healthy. */
  readonly onAlert?: ((report: HealthReport, before: HealthReport['status'] | undefined) => void) | undefined
}

/** Looks at an environment again and again, until it is told to stop. */
export async function monitorHealth(
  environment: Pick<Environment, 'name' | 'databaseUrl'>,
  { every = 60_000, signal, onReport, onAlert }: MonitorOptions,
): Promise<void> {
  let before: HealthReport['status'] | undefined
  while (!signal.aborted) {
    const report = await runHealthChecks(environment)
    onReport?.(report)
    if (report.status !== (before ?? 'healthy')) onAlert?.(report, before)
    before = report.status
    await sleep(every, undefined, { signal }).catch(() => {})
  }
}
