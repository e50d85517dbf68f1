import type { DataNeed } from '../data-need.ts'
import { productionTarget } from './database-target.ts'

/** A scenario of production, made through its test data API: `scenario('booking-scenarios', { status: 'PENDING' })`. */
export function scenario<Result = unknown>(name: string, input: unknown = {}): DataNeed<Result> {
  return {
    kind: 'scenario',
    recipe: { name, input },
    load: async (target) =>
      asTyped<Result>(await productionTarget(target, 'scenario').production.createScenario(name, input)),
  }
}

/** What an API answers has the type that its caller states. */
function asTyped<Result>(answer: unknown): Result {
  return answer as Result
}
