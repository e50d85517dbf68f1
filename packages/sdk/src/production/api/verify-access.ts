import { countsOf } from '../registry/records.ts'
import { claimTestId, standingOf } from '../registry/test-ids.ts'
import { type VerifyAnswer, wire } from '../wire.ts'
import { jsonOf } from './answer.ts'
import { foreign } from './answer-once.ts'
import type { Caller, House } from './house.ts'
import { bodies, minutesOf, parseBody } from './parse-body.ts'

/** Says what there is, and opens the test id for this key. */
export async function verifyAccess({ db, settings }: House, { testId, owner, shadow, body }: Caller): Promise<string> {
  const { maxAgeMinutes } = parseBody(bodies.verify, body)
  const expiresAt = settings.clock() + minutesOf(maxAgeMinutes) * 60_000
  const standing = shadow
    ? await standingOf(db, testId, owner)
    : await claimTestId(db, { testId, owner, expiresAt, reopen: true })
  if (standing === 'foreign') throw foreign()
  return jsonOf({
    testId,
    prefix: settings.prefix,
    flag: wire.flag,
    expiresAt: new Date(expiresAt).toISOString(),
    entities: [...settings.entities.keys()],
    scenarios: [...settings.scenarios.keys()],
    records: await countsOf(db, testId, owner),
  } satisfies VerifyAnswer)
}
