import { setTimeout as sleep } from 'node:timers/promises'
import type { LookedAt, LookOptions } from './open-to-look.ts'
import { runHealthChecks } from './run-health-checks.ts'
import type { HealthReport } from './validation-result.ts'

export interface MonitorOptions extends LookOptions {
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
  environment: LookedAt,
  { every = 60_000, signal, onReport, onAlert, ...look }: MonitorOptions,
): Promise<void> {
  let before: HealthReport['status'] | undefined
  while (!signal.aborted) {
    const report = await runHealthChecks(environment, look)
    onReport?.(report)
    if (report.status !== (before ?? 'healthy')) onAlert?.(report, before)
    before = report.status
    await sleep(every, undefined, { signal }).catch(() => {})
  }
}
