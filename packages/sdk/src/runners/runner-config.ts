import type { DataNeeds } from '../context/data-need.ts'
import type { TestConfig } from '../context/test-config.ts'
import type { TestMode } from '../context/test-mode.ts'

/** What a suite says of its tests: their data, and where they run. */
export type RunnerConfig<
  Needs extends DataNeeds = DataNeeds,
  Mode extends TestMode | 'environment' = TestMode | 'environment',
> = TestConfig<Needs> & {
  /** database when not said. With environment, UNDERSTUDY_MODE says it at each run, and the tests fit every mode. */
  readonly mode?: Mode | undefined
}

/** The configuration of a suite with what one test says otherwise; its data stays that of the suite. */
export function withOverrides<Needs extends DataNeeds>(
  config: TestConfig<Needs>,
  { data: _, required: __, ...overrides }: TestConfig = {},
): TestConfig<Needs> {
  const merged: TestConfig<Needs> = { ...config, ...overrides }
  return {
    ...merged,
    ...(overrides.database && { database: { ...config.database, ...overrides.database } }),
    ...(overrides.production && { production: { ...config.production, ...overrides.production } }),
    ...(overrides.cleanup && { cleanup: { ...config.cleanup, ...overrides.cleanup } }),
    ...(overrides.ledger && { ledger: { ...config.ledger, ...overrides.ledger } }),
  }
}
