import type { Database } from '@understudy/sdk'
import { createTestDataApi, type TestDataApi, type TestDataApiOptions } from '@understudy/sdk/production'
import { testEntities } from './entities.ts'
import { testScenarios } from './scenarios.ts'

/** The test data API of the booking application; its registry is in the application's own database. */
export function bookingTestDataApi(
  db: Database,
  options: Pick<TestDataApiOptions, 'enabled' | 'secret'> & Partial<TestDataApiOptions>,
): TestDataApi {
  const entities = testEntities(db)
  return createTestDataApi({ entities, scenarios: testScenarios(entities), store: db, ...options })
}
