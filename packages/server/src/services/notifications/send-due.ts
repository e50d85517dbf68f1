import type { MailOutcome } from '../../events/mail/send-mail.ts'
import type { MailRules } from '../../events/mail/smtp-rules.ts'
import { eventOf } from '../../events/outbox.ts'
import { nextAttempt } from '../../events/webhooks/backoff.ts'
import type { TeamTables } from '../../store/tables/team-tables.ts'
import type { Services } from '../call.ts'
import { findRefresh } from '../refresh/refresh.ts'
import { recallStart } from '../told-at-start.ts'
import { mailText, type Told } from './mail-text.ts'
import { noticePlace } from './notice.ts'

export interface MailServices extends Pick<Services, 'store' | 'sealer' | 'clock'> {
  readonly mail: MailRules
  /** 0 to 1. */
  readonly random: () => number
  /** For one attempt. */
  readonly timeoutMs: number
}

interface Claimed {
  readonly id: string
  readonly attempts: number
  readonly notice: Pick<TeamTables['notices'], 'id' | 'address_sealed'>
  readonly told: Omit<Told, 'team' | 'url'>
}

const atOnce = 5

/**
 * Sends what is due in a team. Each message is claimed for the time of an attempt, so that no other process sends it
 * meanwhile, however their clocks stand, and one that dies gives it back; it has one Message-ID at every attempt. Returns how many were attempted.
 */
export async function sendDue(services: MailServices, team: string, signal: AbortSignal): Promise<number> {
  const { store } = services
  const at = await services.clock()
  const waiting = await store.readTeam(team, (db) =>
    db
      .selectFrom('mails')
      .select('id')
      .where('team_id', '=', team)
      .where('status', '=', 'pending')
      .where('next_at', '<=', at.toISOString())
      .limit(1)
      .execute(),
  )
  if (waiting.length === 0) return 0
  const claimed = await claim(services, team, at)
  const { publicUrl: url } = await recallStart(store)
  const slug = await slugOf(services, team)
  await Promise.all(
    claimed.map(async (one) => {
      const outcome = await attempt(services, team, one, { team: slug, url }, signal)
      if (outcome !== undefined) await record(services, team, one, outcome)
    }),
  )
  return claimed.length
}

async function slugOf({ store }: MailServices, team: string): Promise<string> {
  const row = await store.readSystem((db) =>
    db.selectFrom('teams').select('slug').where('id', '=', team).executeTakeFirst(),
  )
  return row?.slug ?? team
}

async function claim({ store, timeoutMs }: MailServices, team: string, at: Date): Promise<Claimed[]> {
  return store.team(team, async (tx) => {
    const rows = await tx
      .selectFrom('mails as m')
      .innerJoin('notices as n', (on) => on.onRef('n.team_id', '=', 'm.team_id').onRef('n.id', '=', 'm.notice_id'))
      .innerJoin('events as e', (on) =>
        on.onRef('e.team_id', '=', 'm.team_id').onRef('e.position', '=', 'm.event_position'),
      )
      .where('m.team_id', '=', team)
      .where('m.status', '=', 'pending')
      .where('m.next_at', '<=', at.toISOString())
      .orderBy('m.next_at')
      .orderBy('m.event_position')
      .limit(atOnce)
      .select(['m.id', 'm.notice_id', 'm.attempts', 'n.address_sealed'])
      .select(['e.position', 'e.id as event_id', 'e.type', 'e.subject', 'e.data', 'e.at', 'e.actor'])
      .execute()
    const claimed: Claimed[] = []
    for (const { id, notice_id, attempts, address_sealed, event_id, ...event } of rows) {
      await tx
        .updateTable('mails')
        .set({ attempts: Number(attempts) + 1, next_at: new Date(at.getTime() + 2 * timeoutMs).toISOString() })
        .where('team_id', '=', team)
        .where('id', '=', id)
        .execute()
      const told = await about(tx, team, eventOf({ ...event, id: event_id }))
      claimed.push({ id, attempts: Number(attempts) + 1, notice: { id: notice_id, address_sealed }, told })
    }
    return claimed
  })
}

/** What the event tells of, by name, as it is now. */
async function about(
  db: Parameters<typeof findRefresh>[0],
  team: string,
  event: Told['event'],
): Promise<Omit<Told, 'team' | 'url'>> {
  const [kind, id = ''] = event.subject.split(':')
  const nameIn = async (table: 'datasets' | 'schedules', of: unknown) => {
    if (typeof of !== 'string') return undefined
    const row = await db
      .selectFrom(table)
      .select('name')
      .where('team_id', '=', team)
      .where('id', '=', of)
      .executeTakeFirst()
    return row?.name
  }
  const there = await db
    .selectFrom('refreshes')
    .select('id')
    .where('team_id', '=', team)
    .where('id', '=', kind === 'refresh' ? id : '')
    .executeTakeFirst()
  return {
    event,
    refresh: there && (await findRefresh(db, team, there.id)),
    schedule: await nameIn('schedules', event.data.schedule),
    dataset: await nameIn('datasets', kind === 'dataset' ? id : event.data.dataset),
  }
}

/** Undefined where this process is closing: whoever claims it next attempts it again. */
async function attempt(
  { sealer, mail, timeoutMs }: MailServices,
  team: string,
  { id, notice, told }: Claimed,
  place: Pick<Told, 'team' | 'url'>,
  signal: AbortSignal,
): Promise<MailOutcome | undefined> {
  const to = Buffer.from(await sealer.open(team, noticePlace(notice.id), notice.address_sealed)).toString()
  const { subject, text } = mailText({ ...told, ...place })
  const headers = { 'X-Understudy-Event': told.event.type, 'X-Understudy-Message': id }
  const at = new Date(told.event.at)
  // Few servers send mail: what does is loaded with the first one.
  const { sendMail } = await import('../../events/mail/send-mail.ts')
  const outcome = await sendMail(mail, { id, to, subject, text, at, headers }, { signal, timeoutMs })
  return signal.aborted && outcome.is === 'later' ? undefined : outcome
}

async function record(
  { store, clock, random }: MailServices,
  team: string,
  { id, attempts }: Claimed,
  outcome: MailOutcome,
): Promise<void> {
  const next = outcome.is === 'later' ? nextAttempt(attempts, await clock(), random()) : undefined
  await store.team(team, (tx) =>
    tx
      .updateTable('mails')
      .set({
        status: outcome.is === 'taken' ? 'sent' : next === undefined ? 'failed' : 'pending',
        next_at: next?.toISOString() ?? null,
        response_code: outcome.code,
        error: outcome.is === 'taken' ? null : outcome.error,
      })
      .where('team_id', '=', team)
      .where('id', '=', id)
      .where('status', '=', 'pending')
      // Claimed anew meanwhile: what that attempt finds out is newer.
      .where('attempts', '=', attempts)
      .execute(),
  )
}
