import type { DataNeed } from '../data-need.ts'
import { productionTarget } from './database-target.ts'

/** One entity of production, made through its test data API: `created('builders', { name: 'Ada' })`. */
export function created<Created = unknown>(type: string, input: unknown = {}): DataNeed<Created> {
  return {
    kind: 'created',
    recipe: { type, input },
    load: async (target) => asTyped<Created>(await productionTarget(target, 'created').production.create(type, input)),
  }
}

/** What an API answers has the type that its caller states. */
function asTyped<Created>(answer: unknown): Created {
  return answer as Created
}
