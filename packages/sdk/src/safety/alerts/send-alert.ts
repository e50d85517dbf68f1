import { messageOf } from '../../errors.ts'
import type { AuditLog } from '../audit/audit-log.ts'
import type { OnAlert, ProductionAlert } from './production-alert.ts'

/** Tells of an access; that it could not be told is recorded, and keeps nobody from working. */
export async function sendAlert(
  alert: ProductionAlert,
  onAlert: OnAlert | undefined,
  audit: AuditLog | undefined,
): Promise<void> {
  if (!onAlert) return
  const { operation, place, id } = alert
  try {
    await onAlert(alert)
    await audit?.record({ event: 'alert sent', place, outcome: 'done', details: { operation, id } })
  } catch (thrown) {
    await audit?.record({
      event: 'alert sent',
      place,
      outcome: 'failed',
      details: { operation, id, reason: messageOf(thrown) },
    })
  }
}
