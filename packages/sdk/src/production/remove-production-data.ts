import type { TestApiSecret } from '../context/test-config.ts'
import { UnderstudyError } from '../errors.ts'
import type { ResourceOf } from '../ledger/resource.ts'
import { answers } from './client/answers.ts'
import { Budget } from './client/budget.ts'
import { endpointOf } from './client/endpoint.ts'
import { type Fetch, send } from './client/send.ts'
import { secretOf } from './secret.ts'
import { type CleanupRequest, wire } from './wire.ts'

export interface RemoveProductionDataOptions {
  /** UNDERSTUDY_TEST_API_SECRET when not said. */
  readonly secret?: TestApiSecret | undefined
  readonly buildId?: string | undefined
  /** Left out: everything that the test id created, and the test id is closed. */
  readonly only?: CleanupRequest['only']
  /** Also what has expired, of any test id. */
  readonly expired?: boolean | undefined
  readonly fetch?: Fetch | undefined
  readonly signal?: AbortSignal | undefined
}

export interface ProductionRemoval {
  readonly removed: number
  /** What stayed, each with its reason. */
  readonly left: readonly string[]
  /** Removed because it had expired. */
  readonly expired: number
}

const doing = 'remove test data from production'

/** Removes what one test id created, in whatever process that was; the API itself knows what that is. */
export async function removeProductionData(
  resource: Pick<ResourceOf<'production'>, 'baseUrl' | 'basePath' | 'testId'>,
  { secret = usualSecret(), buildId, only, expired = false, fetch, signal }: RemoveProductionDataOptions = {},
): Promise<ProductionRemoval> {
  const line = {
    endpoint: endpointOf(resource.baseUrl, resource.basePath),
    secret,
    budget: new Budget({ requests: 1, concurrency: 1 }),
    timeout: 30_000,
    retries: 4,
    fetch,
    onRequest() {},
  }
  const answer = await send(line, {
    doing,
    operation: wire.operations.cleanup,
    testId: resource.testId,
    body: { ...(buildId !== undefined && { buildId }), ...(only && { only }), ...(expired && { expired }) },
    removes: true,
    signal,
  })
  const { deleted, failures, expired: swept = 0, complete } = answers.cleanup(doing, answer)
  const left = failures.map(({ type, id, reason }) => `${type} ${id}: ${reason}`)
  return {
    removed: Object.values(deleted).reduce((sum, count) => sum + count, 0),
    left: complete || left.length > 0 ? left : ['the API says that not all of it is gone'],
    expired: swept,
  }
}

function usualSecret(): TestApiSecret {
  const text = process.env.UNDERSTUDY_TEST_API_SECRET
  if (text) return secretOf(text)
  throw new UnderstudyError('TEST_CONFIG_INVALID', {
    operation: doing,
    at: 'production.secret',
    message: 'production.secret is missing',
    hint: 'Set UNDERSTUDY_TEST_API_SECRET to id:key.',
  })
}
