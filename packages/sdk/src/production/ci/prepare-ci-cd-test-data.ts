import { testApiDefaults } from '../../context/test-api-defaults.ts'
import { TestDataScope } from '../../context/test-data-scope.ts'
import type { CreatedRecord } from '../client/production-data.ts'
import type { TestEntities } from '../entity.ts'
import type { ProductionCreator } from '../production-creator.ts'
import { ProductionTestDataManager } from '../production-test-data-manager.ts'
import type { TestScenarios } from '../scenario.ts'
import { type BuildOptions, buildOf, requestsOf } from './build.ts'
import { readEnvFile, writeEnvFile } from './env-file.ts'
import { detectedFormat, type EnvFormat, usualEnvFile } from './env-format.ts'
import { type EnvVariables, envText } from './env-text.ts'
import { type Leftovers, sweepLeftovers } from './sweep-leftovers.ts'

export interface PrepareOptions<
  Entities extends TestEntities = TestEntities,
  Scenarios extends TestScenarios = TestScenarios,
> extends BuildOptions {
  /** Where later steps read variables; the CI system's own file when not said, else understudy.env. */
  readonly envFile?: string | undefined
  /** That of the CI system when not said. */
  readonly format?: EnvFormat | undefined
  /** Nothing is created, and what would have been is told; true for production when not said. */
  readonly shadow?: boolean | undefined
  /** 1440 when not said, and at most. */
  readonly maxAgeMinutes?: number | undefined
  /**
   * Creates what the build needs, and may answer variables for later steps. A build that is prepared again runs it again:
   * what it asks for in the same words is what was created before.
   */
  readonly create?:
    | ((production: ProductionCreator<Entities, Scenarios>) => Promise<EnvVariables> | Promise<void>)
    | undefined
}

export interface Prepared {
  readonly environment: string
  readonly buildId: string
  readonly testId: string
  readonly shadow: boolean
  readonly expiresAt: string
  /** In a shadow: what would have been. */
  readonly records: readonly Pick<CreatedRecord, 'type' | 'id'>[]
  readonly variables: EnvVariables
  readonly format: EnvFormat
  /** Undefined where the lines are to be printed. */
  readonly envFile: string | undefined
  /** What stands in the file, or has to be printed for the CI system to read. */
  readonly lines: string
  readonly leftovers: Leftovers
}

/**
 * Test data for all steps of a build. The file is written before anything is created, so that a cleanup finds whatever
 * there is, also after a preparation that failed; preparing again goes on from there.
 */
export async function prepareCiCdTestData<
  Entities extends TestEntities = TestEntities,
  Scenarios extends TestScenarios = TestScenarios,
>(options: PrepareOptions<Entities, Scenarios>): Promise<Prepared> {
  const build = buildOf(options)
  const { environment, buildId, testId } = build
  const { variables: given = process.env, fetch, signal, maxAgeMinutes = testApiDefaults.capMinutes } = options
  const format = options.format ?? detectedFormat(given)
  const envFile = options.envFile ?? usualEnvFile(format, given)
  const shadow = options.shadow ?? environment === 'production'
  const before = envFile !== undefined && (format === 'dotenv' || format === 'gitlab') ? await readEnvFile(envFile) : {}
  await using manager = new ProductionTestDataManager<Entities, Scenarios>({
    ...requestsOf(build),
    scope: TestDataScope.PERSISTENT_ENVIRONMENT,
    maxAgeMinutes,
    shadow,
    fetch,
    signal,
  })
  let { expiresAt } = await manager.initialize()
  let variables: EnvVariables = { TEST_ID: testId, TEST_BUILD_ID: buildId }
  if (envFile !== undefined) await writeEnvFile(envFile, format, variables)
  const leftovers = await sweepLeftovers(build, before, { fetch, signal })
  const more = await options.create?.(manager)
  if (more) {
    variables = { ...more, ...variables }
    if (envFile !== undefined) await writeEnvFile(envFile, format, variables)
  }
  // What an earlier preparation of this build created has its time from then.
  if (manager.created.length > 0) expiresAt = (await manager.renew()).toISOString()
  const records = (shadow ? manager.shadowed : manager.created).map(({ type, id }) => ({ type, id }))
  const lines = envText(format, variables)
  return { environment, buildId, testId, shadow, expiresAt, records, variables, format, envFile, lines, leftovers }
}
