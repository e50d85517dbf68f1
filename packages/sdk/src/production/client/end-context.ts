import type { ContextCleanup } from '../../context/data-context.ts'
import type { EmitEvent } from '../../context/event-emitter.ts'
import { runCleanup } from '../../context/run-cleanup.ts'
import { alertWebhook } from './alert.ts'
import { endAll } from './end-all.ts'
import { leftOf } from './left-of.ts'
import type { ProductionData } from './production-data.ts'

/** What the end of a context has to do with. */
export interface Ending {
  readonly data: ProductionData
  readonly runId: string
  /** Milliseconds. */
  readonly timeout: number
  readonly emit: EmitEvent
  /** Where the data is, for people. */
  readonly target: string
  readonly webhook: string | undefined
  /** Refuses test data that is asked for from now on, and waits for what is loading. */
  stopLoading(): Promise<void>
  /** What ends with the test whether its data is kept or not; each is taken out when it is done. */
  readonly ends: (() => Promise<void>)[]
}

const what = 'removing test data from production'

/** Removes what a context created, or leaves it where it is. Never throws, ends in time, and tells what stayed. */
export async function endContext(ending: Ending, keep: boolean): Promise<ContextCleanup> {
  const { data, emit, timeout, stopLoading, ends } = ending
  const started = performance.now()
  emit({ type: 'cleanup-started' })
  // Ends requests under way, so that waiting for what is loading has an end.
  data.close()
  const failures = await runCleanup(
    [
      {
        what: 'ending what was loading',
        run: async () => {
          await stopLoading()
          return []
        },
      },
      // Those of needs that were still loading are there only now.
      { what: 'ending what test data holds', run: () => endAll(ends) },
      ...(keep ? [] : [{ what, run: async (signal: AbortSignal) => leftOf(await data.cleanup(signal)) }]),
    ],
    { timeout },
  )
  const milliseconds = performance.now() - started
  if (failures.length === 0) emit({ type: 'cleanup-finished', milliseconds, kept: keep })
  else {
    const messages = failures.map(({ message }) => message)
    emit({ type: 'cleanup-failed', milliseconds, failures: [...messages, ...(await alert(ending, messages))] })
  }
  return { complete: !keep && failures.length === 0, kept: keep, failures, leaks: [], milliseconds }
}

async function alert({ webhook, runId, target, data }: Ending, failures: readonly string[]): Promise<string[]> {
  if (webhook === undefined) return []
  const problem = await alertWebhook(webhook, { runId, testId: data.testId, target, failures })
  return problem === undefined ? [] : [problem]
}
