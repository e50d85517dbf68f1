/** Where a test runs: on a database of its own, against production through its test data API, or on both. */
export const TestMode = { DATABASE: 'database', PRODUCTION: 'production', DUAL: 'dual' } as const
export type TestMode = (typeof TestMode)[keyof typeof TestMode]
export const testModes: readonly TestMode[] = Object.values(TestMode)
