import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Creation, TestEntities, TestEntity } from './entity.ts'
import type { Serialized } from './serialized.ts'

/** How a scenario creates; there is no other way, so that all is registered, and a shadow creates nothing. */
export interface ScenarioMaker<Entities extends TestEntities>
  extends Pick<Creation, 'testId' | 'buildId' | 'scope' | 'expiresAt' | 'prefix' | 'mark'> {
  create<Type extends keyof Entities & string>(
    type: Type,
    input: StandardSchemaV1.InferInput<Entities[Type]['input']>,
  ): Promise<ItemOf<Entities[Type]>>
}

/** What an entity's own `create` answers, on the server. */
type ItemOf<Entity> = Entity extends TestEntity<StandardSchemaV1, infer Item> ? Item : never

/** Several records that belong together, created by one request, all or none. */
export interface TestScenario<
  Schema extends StandardSchemaV1 = StandardSchemaV1,
  Result = unknown,
  Entities extends TestEntities = TestEntities,
> {
  readonly input: Schema
  create(input: StandardSchemaV1.InferOutput<Schema>, make: ScenarioMaker<Entities>): Promise<Result>
}

/** By the name that is their path under the base path: `booking-scenarios`. */
export type TestScenarios = Readonly<Record<string, TestScenario>>

/** What a client gets as the scenario's result. */
export type ResultOf<Scenario> =
  Scenario extends TestScenario<StandardSchemaV1, infer Result> ? Serialized<Result> : never

/** @param _entities gives `make.create` its types; the API is given the same. */
export function defineTestScenario<Entities extends TestEntities, Schema extends StandardSchemaV1, Result>(
  _entities: Entities,
  scenario: TestScenario<Schema, Result, Entities>,
): TestScenario<Schema, Result, Entities> {
  return scenario
}
