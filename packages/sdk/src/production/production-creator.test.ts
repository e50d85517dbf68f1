import { expectTypeOf, test } from 'vitest'
import type { entitiesOf, scenariosOf } from '../../test/test-data-app.ts'
import type { EntityCreator } from '../context/data-need.ts'
import type { ProductionCreator } from './production-creator.ts'
import type { ProductionTestDataManager } from './production-test-data-manager.ts'

type Entities = ReturnType<typeof entitiesOf>
type Scenarios = ReturnType<typeof scenariosOf>
type Creator = ProductionCreator<Entities, Scenarios>

test('inputs, records and results are those that the API declares', () => {
  const creations = async (creator: Creator) => {
    expectTypeOf(await creator.create('builders', { name: 'Ada' })).toEqualTypeOf<{
      id: string
      name: string
      email: string
      isTest: boolean
    }>()
    expectTypeOf((await creator.createMany('bookings', [{ builderId: '1' }]))[0]!.id).toEqualTypeOf<number>()
    expectTypeOf(await creator.createScenario('booked-builders', { bookings: 1 })).toEqualTypeOf<{
      builder: string
      bookings: number[]
    }>()
    // @ts-expect-error there is no such type
    await creator.create('customers', { name: 'Ada' })
    // @ts-expect-error a name is text
    await creator.create('builders', { name: 1 })
    // @ts-expect-error a scenario is no entity type
    await creator.create('booked-builders', { bookings: 1 })
    // @ts-expect-error its input is missing
    await creator.createScenario('booked-builders', {})
  }
  expectTypeOf(creations).toBeFunction()
})

test('whoever declares nothing creates by name', () => {
  const creations = async (creator: ProductionCreator) => {
    expectTypeOf((await creator.create('anything', { any: 'input' })).id).toEqualTypeOf<string | number>()
  }
  expectTypeOf(creations).toBeFunction()
})

test('a manager is what needs of test data ask for', () => {
  expectTypeOf<ProductionTestDataManager<Entities, Scenarios>>().toExtend<EntityCreator>()
})
