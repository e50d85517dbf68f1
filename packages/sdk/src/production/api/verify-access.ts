import { countsOf, standing } from '../registry/records.ts'
import { claimTestId, standingOf } from '../registry/test-ids.ts'
import { type VerifyAnswer, type VerifyRequest, wire } from '../wire.ts'
import { jsonOf } from './answer.ts'
import { foreign } from './answer-once.ts'
import { type Caller, type House, tellFailure } from './house.ts'
import { failed } from './make-record.ts'
import { missingMarks } from './marks.ts'
import { bodies, minutesOf, parseBody, type Read } from './parse-body.ts'

/** Says what there is, and opens the test id for this key. */
export async function verifyAccess(house: House, caller: Caller): Promise<string> {
  const { db, settings } = house
  const { testId, owner, shadow, body } = caller
  const { maxAgeMinutes, standing: looked }: Read<VerifyRequest> = parseBody(bodies.verify, body)
  const expiresAt = settings.clock() + minutesOf(maxAgeMinutes) * 60_000
  const known = shadow
    ? await standingOf(db, testId, owner)
    : await claimTestId(db, { testId, owner, expiresAt, reopen: true })
  if (known === 'foreign') throw foreign()
  return jsonOf({
    testId,
    prefix: settings.prefix,
    flag: wire.flag,
    expiresAt: new Date(expiresAt).toISOString(),
    entities: [...settings.entities.keys()],
    scenarios: [...settings.scenarios.keys()],
    records: looked ? await countsFound(house, caller) : await countsOf(db, testId, owner),
  } satisfies VerifyAnswer)
}

/** Of what the application still has, and can be told as test data. */
async function countsFound(house: House, { testId, owner, requestId }: Caller): Promise<Record<string, number>> {
  const { settings, db } = house
  const counts = new Map<string, number>()
  for (const { type, recordId } of await standing(db, testId, owner)) {
    const entity = settings.entities.get(type)
    if (!entity || recordId === null) continue
    const found = await (async () => entity.find(recordId))().catch((thrown: unknown) => {
      tellFailure(house, requestId, `look up ${type}`, thrown)
      throw failed(`The application could not look up ${type}`)
    })
    if (found && missingMarks(entity, found, settings.prefix).length === 0)
      counts.set(type, (counts.get(type) ?? 0) + 1)
  }
  return Object.fromEntries(counts)
}
