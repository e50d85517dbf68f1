import type { Call, Services } from '../call.ts'
import { teamFor } from '../teams/team-for.ts'
import { findNotice } from './find-notice.ts'

export interface MailListed {
  readonly id: string
  readonly event: { readonly position: number; readonly type: string; readonly subject: string; readonly at: string }
  readonly status: 'pending' | 'sent' | 'failed'
  readonly attempts: number
  readonly nextAt: string | null
  /** What the mail server answered last. */
  readonly responseCode: number | null
  readonly error: string | null
}

/** What an address was sent, and what not: of the newest event first. */
export async function listMails(
  services: Pick<Services, 'store'>,
  call: Call,
  query: {
    readonly team: string
    readonly notification: string
    readonly before: number | undefined
    readonly limit: number
    readonly status: MailListed['status'] | undefined
  },
): Promise<{ readonly messages: readonly MailListed[]; readonly next: number | null }> {
  const { notification, before, limit, status } = query
  const { id: team } = await teamFor(services, call, 'notifications.read', query.team)
  const rows = await services.store.readTeam(team, async (db) => {
    await findNotice(db, team, notification)
    let all = db
      .selectFrom('mails as m')
      .innerJoin('events as e', (on) =>
        on.onRef('e.team_id', '=', 'm.team_id').onRef('e.position', '=', 'm.event_position'),
      )
      .where('m.team_id', '=', team)
      .where('m.notice_id', '=', notification)
    if (before !== undefined) all = all.where('m.event_position', '<', before)
    if (status !== undefined) all = all.where('m.status', '=', status)
    return all
      .orderBy('m.event_position', 'desc')
      .limit(limit + 1)
      .select(['m.id', 'm.status', 'm.attempts', 'm.next_at', 'm.response_code', 'm.error'])
      .select(['e.position', 'e.type', 'e.subject', 'e.at'])
      .execute()
  })
  const messages = rows.slice(0, limit).map((row) => ({
    id: row.id,
    event: { position: Number(row.position), type: row.type, subject: row.subject, at: row.at },
    status: row.status,
    attempts: Number(row.attempts),
    nextAt: row.next_at,
    responseCode: row.response_code === null ? null : Number(row.response_code),
    error: row.error,
  }))
  return { messages, next: rows.length > limit ? messages.at(-1)!.event.position : null }
}
