import { UnderstudyError } from '../../errors.ts'
import type { DatabaseTarget, DataNeed, ProductionTarget } from '../data-need.ts'

export interface OwnNeed<Loaded> {
  /** For people and tokens; own when not said. */
  readonly kind?: string | undefined
  readonly database?: ((target: DatabaseTarget) => Promise<Loaded>) | undefined
  readonly production?: ((target: ProductionTarget) => Promise<Loaded>) | undefined
}

/** Test data that is made by functions of one's own: in a database, in production, or the same in both. */
export function dataNeed<Loaded>({ kind = 'own', database, production }: OwnNeed<Loaded>): DataNeed<Loaded> {
  return {
    kind,
    recipe: undefined,
    async load(target) {
      if (target.mode === 'database') {
        if (database) return database(target)
      } else if (production) return production(target)
      throw new UnderstudyError('TEST_DATA_FAILED', {
        operation: 'load test data',
        message: `test data of the kind ${kind} does not say how it is made in the mode ${target.mode}`,
        hint: `Give dataNeed() a function ${target.mode}.`,
      })
    },
    async replay(target) {
      if (database) await database(target)
      return undefined
    },
  }
}
