import { createHash } from 'node:crypto'
import { standingOfRequest } from '../registry/records.ts'
import { answerRequest, claimRequest, releaseRequest } from '../registry/requests.ts'
import { claimTestId } from '../registry/test-ids.ts'
import { alert, type Caller, type House } from './house.ts'
import { type Attempt, closed, type Lifetime } from './make-record.ts'
import { Refused } from './refused.ts'
import { removeRecord } from './remove-record.ts'
import { until } from './until.ts'

/**
 * Does a request once, however often it is sent: whoever sends it again gets the same answer, also while it still runs,
 * and also where its server died over it. A request that fails leaves nothing and may be tried again.
 */
export async function answerOnce(
  house: House,
  caller: Caller,
  operation: string,
  lifetime: Lifetime,
  work: (attempt: Attempt) => Promise<string>,
): Promise<string> {
  const { db, settings } = house
  const { testId, owner, idempotencyKey } = caller
  const standing = await claimTestId(db, { testId, owner, expiresAt: lifetime.expiresAt, reopen: false })
  if (standing === 'foreign') throw foreign()
  if (standing === 'closed') throw closed()
  const claimed = await until(settings.limits.wait, async () => {
    const now = settings.clock()
    const claim = await claimRequest(db, {
      testId,
      idempotencyKey,
      operation,
      fingerprint: createHash('sha256').update(caller.body).digest('hex'),
      now,
      busyUntil: now + settings.limits.patience,
      expiresAt: lifetime.expiresAt,
    })
    return claim.kind === 'busy' ? undefined : claim
  })
  if (claimed === undefined) throw stillRunning()
  if (claimed.kind === 'answered') return claimed.answer
  if (claimed.kind === 'other') throw usedForAnother()
  const attempt: Attempt = { house, caller, number: claimed.attempt, lifetime, begun: [] }
  try {
    if (claimed.attempt > 1) await undoDeadAttempt(attempt)
    const answer = await work(attempt)
    if (!(await answerRequest(db, caller, claimed.attempt, answer))) throw closed()
    return answer
  } catch (thrown) {
    await undo(attempt, attempt.begun.toReversed(), true)
    await releaseRequest(db, caller, claimed.attempt)
    throw thrown
  }
}

export function foreign(): Refused {
  return new Refused(403, 'TEST_ID_INVALID', {
    message: 'This test id belongs to another key',
    hint: 'Let the manager make the test id.',
  })
}

async function undoDeadAttempt(attempt: Attempt): Promise<void> {
  const { house, caller } = attempt
  const left = await standingOfRequest(house.db, caller.testId, caller.idempotencyKey)
  await undo(attempt, left, false)
}

/** Newest first. What cannot be undone stays registered, for a cleanup or the reaper. */
async function undo({ house, caller }: Attempt, begun: Attempt['begun'], settled: boolean): Promise<void> {
  for (const { type, creation } of begun) {
    const result = await removeRecord(house, creation, { requestId: caller.requestId, unfinished: true, settled })
    if (result.outcome === 'left' && settled) {
      alert(house, caller.testId, [{ type, id: creation, reason: result.reason }])
    }
  }
}

function stillRunning(): Refused {
  return new Refused(
    409,
    'TEST_API_LIMITED',
    { message: 'The first request with this idempotency key is still running' },
    { 'Retry-After': '2' },
  )
}

function usedForAnother(): Refused {
  return new Refused(409, 'TEST_API_REPLAYED', {
    message: 'This idempotency key was used for another request',
    hint: 'Give every creation a key of its own; only a retry has the same.',
  })
}
