import { randomUUID } from 'node:crypto'
import type { TestDataScope } from '../../context/test-data-scope.ts'
import type { Creation, TestEntity, TestRecord } from '../entity.ts'
import { intend, noteMade, noteOutside } from '../registry/intents.ts'
import { countsOf } from '../registry/records.ts'
import { noteGone } from '../registry/removal.ts'
import { alert, type Caller, type House, tellFailure } from './house.ts'
import { marked, missingMarks } from './marks.ts'
import { Refused } from './refused.ts'
import { removeRecord } from './remove-record.ts'

export interface Lifetime {
  readonly scope: TestDataScope
  readonly buildId: string | undefined
  readonly expiresAt: number
}

/** One attempt at one request. */
export interface Attempt {
  readonly house: House
  readonly caller: Caller
  readonly number: number
  readonly lifetime: Lifetime
  /** What it has begun, oldest first. */
  readonly begun: { readonly type: string; readonly creation: string }[]
}

export interface Made {
  readonly type: string
  readonly id: string
  readonly record: TestRecord
}

/** Creates one record: noted before, checked after. Where it throws, whoever has the attempt undoes what it began. */
export async function makeRecord(attempt: Attempt, type: string, entity: TestEntity, input: unknown): Promise<Made> {
  const { house, caller } = attempt
  await refuseTooMany(attempt)
  const creation = randomUUID()
  await noteIntent(attempt, creation, type, entity)
  const about = aboutCreation(attempt, creation)
  let record: TestRecord
  try {
    const reference = await entity.outside?.create(input, about)
    if (reference !== undefined) await noteOutside(house.db, creation, reference)
    record = await entity.create(input, { ...about, outside: reference })
    refuseNoId(record)
  } catch (thrown) {
    tellFailure(house, caller.requestId, `create ${type}`, thrown)
    throw failed(`The application could not create ${type}`)
  }
  const id = String(record.id)
  const missing = missingMarks(entity, record, house.settings.prefix)
  if (missing.length === 2) {
    // Nothing says that it is test data: it may be a real record that the application found instead of creating one.
    return disown(attempt, creation, { type, id, reason: 'what create answered carries no mark of test data' })
  }
  const noted = await noteMade(house.db, creation, id)
  if (noted === 'taken') {
    return disown(attempt, creation, { type, id, reason: 'what create answered is registered by another creation' })
  }
  if (noted === 'abandoned') throw closed()
  if (id !== creation && !entity.findCreation) {
    await takeBack(attempt, creation, type)
    throw failed(
      `What the application created as ${type} has an id other than about.id, and there is no findCreation: a creation that dies half-way could not be found; it was removed`,
    )
  }
  if (missing.length > 0) {
    await takeBack(attempt, creation, type)
    throw failed(
      `What the application created as ${type} does not carry the ${missing[0]} of test data; it was removed`,
    )
  }
  return { type, id, record }
}

/** What `create` is told, but for what is outside. */
export function aboutCreation({ house, caller, lifetime }: Omit<Attempt, 'begun'>, creation: string): Creation {
  const { prefix } = house.settings
  return {
    id: creation,
    testId: caller.testId,
    buildId: lifetime.buildId,
    scope: lifetime.scope,
    expiresAt: new Date(lifetime.expiresAt),
    prefix,
    mark: (name) => marked(prefix, name),
    outside: undefined,
  }
}

/** The test id is closed, or the request was taken over. */
export function closed(): Refused {
  return new Refused(409, 'TEST_ID_INVALID', {
    message: 'This test id was cleaned up and is closed',
    hint: 'Use a new test id, or open it again by verify-access.',
  })
}

export function failed(message: string): Refused {
  return new Refused(500, 'TEST_API_FAILED', { message })
}

async function noteIntent(attempt: Attempt, creation: string, type: string, entity: TestEntity): Promise<void> {
  const { house, caller, number, lifetime } = attempt
  const now = house.settings.clock()
  const noted = await intend(house.db, {
    creation,
    type,
    testId: caller.testId,
    owner: caller.owner,
    buildId: lifetime.buildId ?? null,
    scope: lifetime.scope,
    idempotencyKey: caller.idempotencyKey,
    attempt: number,
    outside: entity.outside ? 'intended' : 'none',
    leasedAt: now,
    expiresAt: lifetime.expiresAt,
    busyUntil: now + house.settings.limits.patience,
  })
  if (!noted) throw closed()
  attempt.begun.push({ type, creation })
}

async function refuseTooMany({ house, caller }: Attempt): Promise<void> {
  const { records } = house.settings.limits
  const counts = Object.values(await countsOf(house.db, caller.testId, caller.owner))
  if (counts.reduce((sum, n) => sum + n, 0) < records) return
  throw new Refused(429, 'TEST_API_LIMITED', {
    message: `This test id has ${records} records, and may not have more`,
    hint: 'Clean up what is no longer needed.',
  })
}

/** @throws for `create` that answered something else than a record. */
function refuseNoId(record: TestRecord): void {
  const { id } = record
  if ((typeof id === 'string' && id !== '' && id.length <= 200) || Number.isSafeInteger(id)) return
  throw new TypeError('create answered no record with an id')
}

/** At once and by one mark: who undoes the attempt asks for both. */
async function takeBack({ house, caller }: Attempt, creation: string, type: string): Promise<void> {
  const removal = { requestId: caller.requestId, unfinished: true, settled: true, lenient: true }
  const result = await removeRecord(house, creation, removal)
  if (result.outcome === 'left') alert(house, caller.testId, [{ type, id: creation, reason: result.reason }])
}

async function disown(
  { house, caller }: Attempt,
  creation: string,
  leftover: { readonly type: string; readonly id: string; readonly reason: string },
): Promise<never> {
  await noteGone(house.db, creation)
  alert(house, caller.testId, [leftover])
  throw failed(`For ${leftover.type}, ${leftover.reason}; it was not touched`)
}
