import { messageOf } from '../../errors.ts'
import { type RemoveProductionDataOptions, removeProductionData } from '../remove-production-data.ts'
import { type Build, testIdOfBuild } from './build.ts'

export interface Leftovers {
  /** Records of an older build that this file still named. */
  readonly removed: number
  /** Records of any build whose time was over. */
  readonly expired: number
  /** What stayed, or could not be asked for, each with its reason. */
  readonly problems: readonly string[]
}

/** Removes what older builds left: what has expired, and the build that the file of variables still names. */
export async function sweepLeftovers(
  build: Build,
  before: Readonly<Record<string, string | undefined>>,
  { fetch, signal }: Pick<RemoveProductionDataOptions, 'fetch' | 'signal'>,
): Promise<Leftovers> {
  const { secret } = build
  const problems: string[] = []
  const remove = async (testId: string, more: RemoveProductionDataOptions) => {
    try {
      const gone = await removeProductionData({ ...build, testId }, { secret, fetch, signal, ...more })
      problems.push(...gone.left)
      return gone
    } catch (thrown) {
      // What older builds left does not stop this one; it is told, and its time ends.
      problems.push(messageOf(thrown))
      return { removed: 0, expired: 0 }
    }
  }
  const { expired } = await remove(build.testId, { only: [], expired: true })
  const older = olderBuild(build, before)
  const { removed } = older === undefined ? { removed: 0 } : await remove(older.testId, { buildId: older.buildId })
  return { removed, expired, problems }
}

/** Only what this environment's own preparation wrote: the test id has to be the one that belongs to the build id. */
function olderBuild({ prefix, environment, buildId }: Build, before: Readonly<Record<string, string | undefined>>) {
  const { TEST_ID: testId, TEST_BUILD_ID: older } = before
  if (!testId || !older || older === buildId) return undefined
  return testIdOfBuild(prefix, environment, older) === testId ? { testId, buildId: older } : undefined
}
