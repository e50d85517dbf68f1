import type { EventType } from '../../events/event-types.ts'
import type { TeamTables } from '../../store/tables/team-tables.ts'
import type { Services } from '../call.ts'

/** What the services of webhooks stand on. */
export type WebhookServices = Pick<Services, 'store' | 'sealer' | 'trail' | 'bell' | 'now' | 'newId'>

/** As it is shown. The secret is shown once, when it is made. */
export interface Webhook {
  readonly id: string
  readonly url: string
  /** All where it is empty. */
  readonly types: readonly EventType[]
  readonly active: boolean
  readonly createdAt: string
  readonly createdBy: string
}

/** Where its ciphertexts belong. */
export const webhookPlace = (column: 'url' | 'secret', id: string) => `webhooks/${column}/${id}`

export function webhookOf(row: TeamTables['webhooks'], url: string): Webhook {
  const { id, types, active, created_at: createdAt, created_by: createdBy } = row
  return { id, url, types: JSON.parse(types), active: active === 1, createdAt, createdBy }
}
