import { wire } from '../wire.ts'
import { authenticate, type Proven } from './authenticate.ts'
import { cleanup } from './cleanup.ts'
import { createRecords } from './create-records.ts'
import { createScenario } from './create-scenario.ts'
import type { Caller, House } from './house.ts'
import type { RateLimiter } from './rate-limiter.ts'
import { Refused } from './refused.ts'
import { renew } from './renew.ts'
import type { Settings } from './settings.ts'
import { verifyAccess } from './verify-access.ts'

// POST <base>/verify-access        opens a test id, and says what there is
// POST <base>/<entity type>        creates records
// POST <base>/<scenario>           creates records that belong together
// POST <base>/renew                lengthens the lease of what is kept for an environment
// POST <base>/cleanup              removes what the test id created

type Operation = (house: House, caller: Caller) => Promise<string>

export interface Desk {
  readonly settings: Settings
  enabled(): Promise<boolean>
  house(): Promise<House>
  readonly limiters: Readonly<Record<'testId' | 'key' | 'all', RateLimiter>>
}

/** The name that a path has under the base path; undefined where it is not under it. */
export function operationNameOf({ basePath }: Settings, request: Request): string | undefined {
  const { pathname } = new URL(request.url)
  return pathname.startsWith(basePath) ? pathname.slice(basePath.length) : undefined
}

/** Every check in its order, then the operation; its answer is JSON. Throws Refused. */
export async function answerRequest(desk: Desk, request: Request, requestId: string): Promise<string> {
  const { settings } = desk
  const name = operationNameOf(settings, request)
  if (name === undefined) {
    throw new Refused(404, 'TEST_OPERATION_UNKNOWN', { message: `This API answers under ${settings.basePath} alone` })
  }
  if (!(await desk.enabled())) {
    throw new Refused(403, 'TEST_API_DISABLED', { message: 'The test data API is off in this environment' })
  }
  if (request.method !== 'POST') {
    throw new Refused(405, 'TEST_OPERATION_UNKNOWN', { message: 'Every operation is a POST' }, { Allow: 'POST' })
  }
  const caller = await authenticate(settings, desk.house, request, requestId)
  refuseFloods(desk, caller)
  const operation = operationNamed(settings, name)
  if (!operation) {
    const known = [...Object.values(wire.operations), ...settings.entities.keys(), ...settings.scenarios.keys()]
    throw new Refused(400, 'TEST_OPERATION_UNKNOWN', {
      message: 'There is no such operation',
      hint: `Use one of ${known.join(', ')}.`,
      details: { operations: known },
    })
  }
  return operation(await desk.house(), caller)
}

export function operationNamed({ entities, scenarios }: Settings, name: string): Operation | undefined {
  const { verify, cleanup: clean, renew: lengthen } = wire.operations
  if (name === verify) return verifyAccess
  if (name === clean) return cleanup
  if (name === lengthen) return renew
  if (entities.has(name)) return (house, caller) => createRecords(house, caller, name)
  if (scenarios.has(name)) return (house, caller) => createScenario(house, caller, name)
  return undefined
}

function refuseFloods({ limiters, settings }: Desk, { testId, keyId, owner }: Proven): void {
  const now = settings.clock()
  const wait =
    limiters.testId.take(`${owner} ${testId}`, now) || limiters.key.take(keyId, now) || limiters.all.take('all', now)
  if (wait === 0) return
  throw new Refused(
    429,
    'TEST_API_LIMITED',
    { message: 'There are too many requests in this minute' },
    { 'Retry-After': String(wait) },
  )
}
