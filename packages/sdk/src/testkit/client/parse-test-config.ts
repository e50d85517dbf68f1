import type { z } from 'zod'
import { UnderstudyError } from '../../errors.ts'
import {
  type DatabaseTestConfig,
  type DatabaseTestConfigInput,
  databaseTestConfig,
  type IsolationLevel,
  isolationLevel,
  type PerformanceTestConfig,
  performanceTestConfig,
} from '../database-test-config.ts'

/** Everything that is wrong with it is in one error. */
export function parseTestConfig(config: DatabaseTestConfigInput): DatabaseTestConfig {
  const parsed = databaseTestConfig.safeParse(config)
  if (parsed.success) return parsed.data
  throw invalid('read the configuration of a database test', parsed.error)
}

export function parsePerformanceConfig(config: PerformanceTestConfig): PerformanceTestConfig {
  const parsed = performanceTestConfig.safeParse(config)
  if (parsed.success) return parsed.data
  throw invalid('read the budgets of a performance test', parsed.error)
}

export function parseIsolationLevel(given: unknown): IsolationLevel {
  const parsed = isolationLevel.safeParse(given)
  if (parsed.success) return parsed.data
  throw invalid('begin transaction', parsed.error)
}

function invalid(operation: string, error: z.ZodError): UnderstudyError {
  const places = error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  )
  return new UnderstudyError('TEST_CONFIG_INVALID', { operation, message: places.join('; ') })
}
