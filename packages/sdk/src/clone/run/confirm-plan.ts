import { confirm } from '../../safety/confirm.ts'
import type { Confirmed } from '../clone-options.ts'
import type { ClonePlan } from '../clone-plan.ts'
import type { StagingPlace } from '../staging.ts'
import type { CloneRun } from './clone-run.ts'

/** By the target's name and the plan's hash; a clone that is gone on with was confirmed when it was begun. */
export async function confirmPlan(
  { to, options, tracker, before }: CloneRun,
  plan: ClonePlan,
  place: StagingPlace,
): Promise<void> {
  const target = to.environment?.name ?? place.target
  if (before?.planHash === plan.hash) {
    const message = `${target} was confirmed by its name when the clone was begun, with this very plan`
    tracker.checked([{ name: 'confirmed', outcome: 'passed', message }])
    return
  }
  const { confirm: asked } = options
  const given: Confirmed = typeof asked === 'function' ? await asked(plan, target) : (asked ?? {})
  tracker.checked([confirm({ target, planHash: plan.hash, given })])
}
