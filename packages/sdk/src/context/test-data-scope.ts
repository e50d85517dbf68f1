/**
 * How long test data lives: for one test, for one run of the tests, or until its owner lets it go (a day at most, then it
 * must be renewed).
 */
export const TestDataScope = {
  EPHEMERAL: 'ephemeral',
  PERSISTENT_SESSION: 'persistent_session',
  PERSISTENT_ENVIRONMENT: 'persistent_environment',
} as const
export type TestDataScope = (typeof TestDataScope)[keyof typeof TestDataScope]
export const testDataScopes: readonly TestDataScope[] = Object.values(TestDataScope)
