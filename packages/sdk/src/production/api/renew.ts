import { countRenewable, renewLeases } from '../registry/records.ts'
import { claimTestId, standingOf } from '../registry/test-ids.ts'
import type { RenewAnswer, RenewRequest } from '../wire.ts'
import { jsonOf } from './answer.ts'
import { foreign } from './answer-once.ts'
import type { Caller, House } from './house.ts'
import { bodies, minutesOf, parseBody, type Read } from './parse-body.ts'
import { Refused } from './refused.ts'

/** A new lease, of a day at most from now, for what this test id keeps for an environment. */
export async function renew({ db, settings }: House, { testId, owner, shadow, body }: Caller): Promise<string> {
  const { maxAgeMinutes, buildId }: Read<RenewRequest> = parseBody(bodies.renew, body)
  const now = settings.clock()
  const expiresAt = now + minutesOf(maxAgeMinutes) * 60_000
  if ((await standingOf(db, testId, owner)) === 'foreign') throw foreign()
  const renewal = { testId, owner, buildId, now }
  const renewed = shadow ? await countRenewable(db, renewal) : await renewLeases(db, renewal, expiresAt)
  if (renewed === 0) {
    throw new Refused(400, 'TEST_AGE_INVALID', {
      message: 'There is nothing of this test id that could be renewed',
      hint: 'Only what was created with scope persistent_environment is renewed, and before it expires.',
    })
  }
  if (!shadow) await claimTestId(db, { testId, owner, expiresAt, reopen: false })
  return jsonOf({ renewed, expiresAt: new Date(expiresAt).toISOString() } satisfies RenewAnswer)
}
