import type { Registered } from '../registry/record.ts'
import { createdBy, standing } from '../registry/records.ts'
import { closeTestId, standingOf } from '../registry/test-ids.ts'
import { type CleanupAnswer, type CleanupRequest, wire } from '../wire.ts'
import { jsonOf } from './answer.ts'
import { foreign } from './answer-once.ts'
import type { Leftover } from './event.ts'
import { alert, type Caller, type House } from './house.ts'
import { bodies, parseBody } from './parse-body.ts'
import { reap } from './reap.ts'
import { Refused } from './refused.ts'
import { removeRecord } from './remove-record.ts'
import { until } from './until.ts'

const cap = wire.capMinutes * 60_000

/** Removes what this test id created, or the part of it that is named, newest first. */
export async function cleanup(house: House, caller: Caller): Promise<string> {
  const { db } = house
  const { testId, owner, shadow } = caller
  const { only, expired = false, buildId }: CleanupRequest = parseBody(bodies.cleanup, caller.body)
  const known = await standingOf(db, testId, owner)
  if (known === 'foreign') throw foreign()
  const named = only && (await namedRecords(house, caller, only))
  refuseOtherBuilds(named ?? (await standing(db, testId, owner)), buildId)
  if (!shadow && !named && known !== undefined) {
    await closeTestId(db, testId, owner)
    await creationsEnded(house, caller)
  }
  const records = named ?? (await standing(db, testId, owner))
  const deleted = new Map<string, number>()
  const failures: Leftover[] = []
  for (const record of records) {
    const reason = shadow ? undefined : await remove(house, caller, record, deleted)
    if (shadow && record.state !== 'gone') count(deleted, record.type)
    if (reason !== undefined) failures.push({ type: record.type, id: record.recordId ?? record.creation, reason })
  }
  alert(house, testId, failures)
  const reaped = expired && !shadow ? await reap(house) : undefined
  const all = [...failures, ...(reaped?.failures ?? [])]
  return jsonOf({
    deleted: Object.fromEntries(deleted),
    failures: all,
    complete: all.length === 0,
    ...(reaped && { expired: reaped.removed }),
  } satisfies CleanupAnswer)
}

/** Why a record stays; undefined when it is gone. */
async function remove(
  house: House,
  { requestId }: Caller,
  record: Registered,
  deleted: Map<string, number>,
): Promise<string | undefined> {
  if (isTooOld(house, record)) return 'it is older than the cap: the reaper removes it'
  const unfinished = record.state === 'intended' && record.busyUntil >= house.settings.clock()
  const result = await removeRecord(house, record.creation, { requestId, unfinished })
  if (result.outcome === 'removed') count(deleted, record.type)
  return result.outcome === 'left' ? result.reason : undefined
}

/** All of them, newest first; if one is not the test id's own, or too old, none. */
async function namedRecords(
  house: House,
  { testId, owner }: Caller,
  only: NonNullable<CleanupRequest['only']>,
): Promise<readonly Registered[]> {
  const records = new Map<number, Registered>()
  for (const { type, id } of only) {
    const record = await createdBy(house.db, { testId, owner, type, id })
    if (!record) throw refused('What is named was not created by this test id')
    if (record.state !== 'gone' && isTooOld(house, record)) {
      throw new Refused(400, 'TEST_AGE_INVALID', {
        message: 'What is named is older than the cap; the reaper removes it',
        hint: 'Leave it to the reaper.',
      })
    }
    records.set(record.seq, record)
  }
  return [...records.values()].sort((a, b) => b.seq - a.seq)
}

function refuseOtherBuilds(records: readonly Registered[], buildId: string | undefined): void {
  if (buildId === undefined || records.every((record) => record.buildId === buildId)) return
  throw refused('This test id has records of another build')
}

/** Waits for creations that are under way; what does not end in time is said. */
async function creationsEnded(house: House, { testId, owner }: Caller): Promise<void> {
  await until(house.settings.limits.wait, async () => {
    const now = house.settings.clock()
    const records = await standing(house.db, testId, owner)
    return records.some(({ state, busyUntil }) => state === 'intended' && busyUntil >= now) ? undefined : true
  })
}

function isTooOld({ settings }: House, { leasedAt }: Registered): boolean {
  return settings.clock() - leasedAt > cap
}

function refused(message: string): Refused {
  return new Refused(403, 'CLEANUP_REFUSED', { message })
}

function count(deleted: Map<string, number>, type: string): void {
  deleted.set(type, (deleted.get(type) ?? 0) + 1)
}
