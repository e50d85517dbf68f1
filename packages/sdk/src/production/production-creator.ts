import type { InputOf, RecordOf, TestEntities } from './entity.ts'
import type { ResultOf, TestScenarios } from './scenario.ts'

/** Creates test data in production, typed by what the API declares: `typeof entities` and `typeof scenarios`. */
export interface ProductionCreator<
  Entities extends TestEntities = TestEntities,
  Scenarios extends TestScenarios = TestScenarios,
> {
  /** One record, as the API answers it; in a shadow, the record that would have been. */
  create<Type extends keyof Entities & string>(
    type: Type,
    input: InputOf<Entities[Type]>,
  ): Promise<RecordOf<Entities[Type]>>
  /** Several of a type by one request, in order, all or none. */
  createMany<Type extends keyof Entities & string>(
    type: Type,
    inputs: readonly InputOf<Entities[Type]>[],
  ): Promise<RecordOf<Entities[Type]>[]>
  /** Records that belong together; answers what the scenario says of them. */
  createScenario<Name extends keyof Scenarios & string>(
    name: Name,
    input: InputOf<Scenarios[Name]>,
  ): Promise<ResultOf<Scenarios[Name]>>
}
