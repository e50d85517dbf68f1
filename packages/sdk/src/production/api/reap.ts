import { forgetNonces } from '../registry/nonces.ts'
import { due, forgetGone } from '../registry/records.ts'
import { forgetRequests } from '../registry/requests.ts'
import { forgetTestIds } from '../registry/test-ids.ts'
import { wire } from '../wire.ts'
import type { Leftover } from './event.ts'
import { alert, type House } from './house.ts'
import { removeRecord } from './remove-record.ts'

export interface ReapReport {
  readonly removed: number
  readonly failures: readonly Leftover[]
}

const cap = wire.capMinutes * 60_000
const atOnce = 100
/** A creation that has not been heard of for so many times the patience of the API is dead. */
const deadAfter = 10

/** Removes what has expired, at any age, and what creations left that died half-way; newest first. */
export async function reap(house: House): Promise<ReapReport> {
  const { db, settings } = house
  const now = settings.clock()
  const deadSince = now - deadAfter * settings.limits.patience
  let removed = 0
  const failures: Leftover[] = []
  for (let below = Number.MAX_SAFE_INTEGER; ; ) {
    const records = await due(db, { now, deadSince, below, limit: atOnce })
    for (const { creation, type, recordId, seq } of records) {
      below = seq
      const result = await removeRecord(house, creation, { expired: true })
      if (result.outcome === 'removed') removed++
      if (result.outcome === 'left') failures.push({ type, id: recordId ?? creation, reason: result.reason })
    }
    if (records.length < atOnce) break
  }
  await forgetNonces(db, now)
  await forgetRequests(db, now)
  await forgetGone(db, now - cap)
  await forgetTestIds(db, now - cap)
  house.tell({ type: 'reaped', removed, failures: failures.length })
  alert(house, undefined, failures)
  return { removed, failures }
}
