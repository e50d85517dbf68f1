import type { CloneEvent } from '../clone-event.ts'
import type { ClonePlan } from '../clone-plan.ts'
import { runSteps, type StepRun } from './run-steps.ts'

/** Few enough for the locks that a transaction may hold. */
const stepsATime = 200

/** Makes the bare tables, as far as they are not made yet. */
export async function buildStaging(
  { before }: ClonePlan,
  run: StepRun & { readonly emit: (event: CloneEvent) => void },
): Promise<void> {
  for (let at = 0; at < before.length; at += stepsATime) {
    const steps = before.slice(at, at + stepsATime)
    await runSteps(`before ${at}`, steps, run)
    run.emit({
      type: 'step',
      done: at + steps.length,
      of: before.length,
      title: steps.at(-1)?.title ?? 'build',
    })
  }
}
