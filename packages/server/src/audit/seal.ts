import { createHmac } from 'node:crypto'
import { keyObject } from '../crypto/key-object.ts'
import type { AuditRow } from './audit-row.ts'

/** What the first row of a trail is chained to. */
export const genesis = 'genesis'

/** Binds all of a row, its trail and its place to the row before it. Without the key it cannot be made. */
export function sealOf(key: Uint8Array, trail: string, before: string, row: Omit<AuditRow, 'seal'>): string {
  const sealed = [
    'understudy.audit.1',
    before,
    trail,
    row.team_id,
    row.position,
    row.at,
    row.actor,
    row.ip,
    row.request_id,
    row.action,
    row.subject,
    row.details,
    row.before_digest,
    row.after_digest,
  ]
  return createHmac('sha256', keyObject(key)).update(JSON.stringify(sealed)).digest('base64url')
}
