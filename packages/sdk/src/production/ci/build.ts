import { testApiDefaults } from '../../context/test-api-defaults.ts'
import type { TestApiSecret } from '../../context/test-config.ts'
import { UnderstudyError } from '../../errors.ts'
import { buildIdOf } from '../build-id.ts'
import type { Fetch } from '../client/send.ts'
import { secretOf } from '../secret.ts'
import { checkedPrefix, derivedTestId } from '../test-id.ts'

/** What both ends of a build say. */
export interface BuildOptions {
  /** development, staging, production, or a name of your own. */
  readonly environment: string
  /** What the CI system numbers its builds with. */
  readonly buildId: string
  /** UNDERSTUDY_TEST_API_URL when not said. */
  readonly baseUrl?: string | undefined
  /** /api/test/ when not said. */
  readonly basePath?: string | undefined
  /** understudy_test_ when not said; the same as the API's. */
  readonly prefix?: string | undefined
  /** What reaches the API; the global fetch when not said. */
  readonly fetch?: Fetch | undefined
  readonly signal?: AbortSignal | undefined
  /** Variables of the process when not said. The secret comes from here alone: UNDERSTUDY_TEST_API_SECRET. */
  readonly variables?: Readonly<Record<string, string | undefined>> | undefined
}

/** A build's test data, found again by whoever knows environment and build. */
export interface Build {
  readonly environment: string
  readonly buildId: string
  readonly testId: string
  readonly prefix: string
  readonly baseUrl: string
  readonly basePath: string
  readonly secret: TestApiSecret
}

export function buildOf({
  environment,
  buildId,
  baseUrl,
  basePath,
  prefix,
  variables = process.env,
}: BuildOptions): Build {
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(environment))
    throw missing('environment', 'is no name such as staging or production')
  const build = buildIdOf(buildId)
  const url = baseUrl ?? variables.UNDERSTUDY_TEST_API_URL
  if (!url) throw missing('baseUrl', 'is missing', 'Give baseUrl, or set UNDERSTUDY_TEST_API_URL.')
  const secret = variables.UNDERSTUDY_TEST_API_SECRET
  if (!secret)
    throw missing('secret', 'is missing', 'Set UNDERSTUDY_TEST_API_SECRET to id:key; it is read from there alone.')
  const marked = checkedPrefix(prefix ?? testApiDefaults.prefix)
  return {
    environment,
    buildId: build,
    testId: testIdOfBuild(marked, environment, build),
    prefix: marked,
    baseUrl: url,
    basePath: basePath ?? testApiDefaults.basePath,
    secret: secretOf(secret),
  }
}

/** What a manager of the build's data is made with. */
export function requestsOf({ testId, buildId, prefix, baseUrl, basePath, secret }: Build) {
  return { testId, buildId, prefix, baseUrl, basePath, secret }
}

/** The same in every process, so that a build that is prepared again meets its own data, and its cleanup finds it. */
export function testIdOfBuild(prefix: string, environment: string, buildId: string): string {
  return derivedTestId(prefix, 'ci', environment, buildId)
}

function missing(name: string, what: string, hint?: string): UnderstudyError {
  return new UnderstudyError('TEST_CONFIG_INVALID', {
    operation: 'read the options of a build',
    at: name,
    message: `${name} ${what}`,
    ...(hint !== undefined && { hint }),
  })
}
