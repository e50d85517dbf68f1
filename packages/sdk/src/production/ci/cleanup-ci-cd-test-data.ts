import { removeProductionData } from '../remove-production-data.ts'
import { isTestId } from '../test-id.ts'
import { type BuildOptions, buildOf } from './build.ts'

export interface CleanedUp {
  readonly environment: string
  readonly buildId: string
  readonly testId: string
  readonly removed: number
  /** What stayed, each with its reason. */
  readonly left: readonly string[]
  /** Records of any build that were removed because their time was over. */
  readonly expired: number
  readonly complete: boolean
}

/**
 * Removes what a build prepared, from any process that knows environment and build; again and again, if need be. Where
 * nothing was prepared, there is nothing to remove.
 */
export async function cleanupCiCdTestData(options: BuildOptions): Promise<CleanedUp> {
  const build = buildOf(options)
  const { environment, buildId, secret } = build
  const { fetch, signal, variables = process.env } = options
  const told = variables.TEST_BUILD_ID === buildId ? variables.TEST_ID : undefined
  const testId = told !== undefined && isTestId(told, build.prefix) ? told : build.testId
  const { removed, left, expired } = await removeProductionData(
    { ...build, testId },
    { secret, buildId, expired: true, fetch, signal },
  )
  return { environment, buildId, testId, removed, left, expired, complete: left.length === 0 }
}
