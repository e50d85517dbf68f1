import type { Environment } from '../environments/environment.ts'
import { type MonitorOptions, monitorHealth } from './monitor.ts'
import type { TestSuite } from './probe.ts'
import { type HealthOptions, runHealthChecks } from './run-health-checks.ts'
import { type FunctionalityOptions, testFunctionality } from './test-functionality.ts'
import { type ValidateOptions, validateEnvironment } from './validate-environment.ts'
import type { HealthReport, TestResult, ValidationResult } from './validation-result.ts'

/** Whether an environment holds what it should, answers, and works. It changes nothing in it. */
export class ValidationEngine {
  validateEnvironment(environment: Environment, options: ValidateOptions = {}): Promise<ValidationResult> {
    return validateEnvironment(environment, options)
  }

  runHealthChecks(environment: Environment, options: HealthOptions = {}): Promise<HealthReport> {
    return runHealthChecks(environment, options)
  }

  testFunctionality(
    environment: Environment,
    tests: readonly TestSuite[],
    options: FunctionalityOptions = {},
  ): Promise<TestResult[]> {
    return testFunctionality(environment, tests, options)
  }

  monitor(environment: Environment, options: MonitorOptions): Promise<void> {
    return monitorHealth(environment, options)
  }
}
