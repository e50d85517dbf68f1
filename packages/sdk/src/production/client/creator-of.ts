import { UnderstudyError } from '../../errors.ts'
import type { InputOf, RecordOf, TestEntities } from '../entity.ts'
import type { ProductionCreator } from '../production-creator.ts'
import type { ResultOf, TestScenarios } from '../scenario.ts'
import type { ProductionData } from './production-data.ts'

/** The face of one test id's data that tests see. */
export function creatorOf<Entities extends TestEntities, Scenarios extends TestScenarios>(
  data: () => ProductionData,
  signal?: AbortSignal,
): ProductionCreator<Entities, Scenarios> {
  const many = async <Type extends keyof Entities & string>(
    type: Type,
    inputs: readonly InputOf<Entities[Type]>[],
  ): Promise<RecordOf<Entities[Type]>[]> => {
    if (inputs.length === 0) return []
    const { created } = await data().create(type, inputs, signal)
    if (created.length !== inputs.length) throw other(type, `${created.length} records for ${inputs.length} inputs`)
    return created.map(({ record }) => declared<RecordOf<Entities[Type]>>(record))
  }
  return {
    async create(type, input) {
      const [record] = await many(type, [input])
      return record!
    },
    createMany: many,
    async createScenario(name, input) {
      const { result } = await data().create(name, [input], signal)
      return declared<ResultOf<Scenarios[typeof name]>>(result)
    },
  }
}

/** What the API answers is what the application declares: its types come from the same declaration, by `typeof entities`. */
function declared<T>(answer: unknown): T {
  return answer as T
}

function other(type: string, what: string): UnderstudyError {
  return new UnderstudyError('TEST_API_UNREACHABLE', {
    operation: `create ${type} in production`,
    message: `What answered is no test data API that is known here: it answered ${what}`,
  })
}
