import { refuseAborted } from '../../database/lane.ts'
import type { DatabaseTestClient } from '../client/database-test-client.ts'
import type { Table } from '../client/test-statements.ts'
import { caseGround } from './cases/case-ground.ts'
import type { ErrorCase } from './cases/error-case.ts'
import type { ErrorCaseResult, ErrorCasesReport } from './cases/error-case-result.ts'
import { errorCases } from './cases/error-cases.ts'
import { runErrorCase } from './cases/run-error-case.ts'
import { classifyError } from './classify/classify-error.ts'
import type { ErrorContext } from './classify/error-context.ts'
import { type ConstraintTestCase, type ConstraintTestResult, violateConstraints } from './constraint-violations.ts'
import type { ClassifiedError } from './error-class.ts'
import { type ResilienceOptions, type ResilienceScenario, resilienceScenarios } from './resilience/scenario.ts'
import { type ResilienceResults, testResilience } from './resilience/test-resilience.ts'

export interface ProvokeOptions {
  /** A locale that a server is to speak meanwhile, such as de_DE.UTF-8: only a superuser may say so. */
  readonly language?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** What a database says when something goes wrong, and whether one who uses it can tell. */
export class DatabaseErrorTester {
  readonly #client: DatabaseTestClient

  constructor(client: DatabaseTestClient) {
    this.#client = client
  }

  classify(thrown: unknown, context?: ErrorContext): ClassifiedError {
    return classifyError(thrown, context)
  }

  /** Provokes errors, those that are built in when none are given, each in a schema or a file of its own. */
  async provokeErrors(
    cases: readonly ErrorCase[] = errorCases,
    { language, signal }: ProvokeOptions = {},
  ): Promise<ErrorCasesReport> {
    await using ground = await caseGround(this.#client, language)
    const results: ErrorCaseResult[] = []
    for (const errorCase of cases) {
      refuseAborted(signal)
      results.push(await runErrorCase(errorCase, ground))
    }
    const count = (status: ErrorCaseResult['status']) => results.filter((result) => result.status === status).length
    return {
      engine: ground.engine,
      totalTests: results.length,
      passedTests: count('passed'),
      failedTests: count('failed'),
      absentTests: count('absent'),
      skippedTests: count('skipped'),
      results,
    }
  }

  /** Tries rows that a table must refuse. None of them stays, neither one that it takes. */
  async testConstraintViolations(table: Table, cases: readonly ConstraintTestCase[]): Promise<ConstraintTestResult> {
    return await violateConstraints(this.#client, table, cases)
  }

  /** Causes what happens to connections, all of it when nothing is said, and measures how long a database takes to recover. */
  async testConnectionResilience(
    scenarios: readonly ResilienceScenario[] = resilienceScenarios,
    options: ResilienceOptions = {},
  ): Promise<ResilienceResults> {
    return await testResilience(this.#client, scenarios, options)
  }
}
