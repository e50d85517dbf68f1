import type { Kysely } from 'kysely'
import type { TeamTransaction } from '../store/store.ts'
import type { TeamTables } from '../store/tables/team-tables.ts'
import { writeMails } from './mail/write-mails.ts'
import type { NewEvent, TeamEvent } from './team-event.ts'

export interface Outgoing {
  readonly team: string
  readonly actor: string
  readonly at: Date
  readonly newId: () => string
}

/**
 * Writes events, and what is to be delivered of them, in the transaction of what they tell of, at its end: the team's
 * outbox is held until the commit, so positions have no gaps and whoever has read up to one misses nothing before it.
 */
export async function writeEvents(
  tx: TeamTransaction,
  { team, actor, at, newId }: Outgoing,
  events: readonly NewEvent[],
): Promise<void> {
  if (events.length === 0) return
  const { position: last } = await tx
    .insertInto('heads')
    .values({ team_id: team, name: 'events', position: events.length })
    .onConflict((on) =>
      on.columns(['team_id', 'name']).doUpdateSet((eb) => ({ position: eb('heads.position', '+', events.length) })),
    )
    .returning('position')
    .executeTakeFirstOrThrow()
  const first = Number(last) - events.length + 1
  const time = at.toISOString()
  const rows = events.map(({ type, subject, data }, index) => ({
    team_id: team,
    position: first + index,
    id: newId(),
    type,
    subject,
    data: JSON.stringify(data),
    at: time,
    actor,
  }))
  await tx.insertInto('events').values(rows).execute()
  const webhooks = await tx
    .selectFrom('webhooks')
    .where('team_id', '=', team)
    .where('active', '=', 1)
    .select(['id', 'types'])
    .execute()
  const deliveries = webhooks.flatMap(({ id, types }) =>
    rows
      .filter(({ type, subject }) => wanted(types, type) || isTrial(type, subject, id))
      .map(({ position }) => ({
        team_id: team,
        id: newId(),
        webhook_id: id,
        event_position: position,
        status: 'pending' as const,
        attempts: 0,
        next_at: time,
        response_status: null,
        error: null,
      })),
  )
  if (deliveries.length > 0) await tx.insertInto('deliveries').values(deliveries).execute()
  const placed = events.map((event, index) => ({ ...event, position: first + index }))
  await writeMails(tx, { team, at: time, newId }, placed)
}

/** The position of the last event that is committed; 0 before the first. */
export async function eventHead(db: Kysely<TeamTables>, team: string): Promise<number> {
  const head = db.selectFrom('heads').where('team_id', '=', team).where('name', '=', 'events').select('position')
  return Number((await head.executeTakeFirst())?.position ?? 0)
}

export async function eventsAfter(
  db: Kysely<TeamTables>,
  team: string,
  position: number,
  limit: number,
): Promise<TeamEvent[]> {
  const rows = await db
    .selectFrom('events')
    .where('team_id', '=', team)
    .where('position', '>', position)
    .orderBy('position')
    .limit(limit)
    .select(['position', 'id', 'type', 'subject', 'data', 'at', 'actor'])
    .execute()
  return rows.map(eventOf)
}

export function eventOf(row: Omit<TeamTables['events'], 'team_id'>): TeamEvent {
  const { position, id, type, subject, data, at, actor } = row
  return { position: Number(position), id, type: storedType(type), subject, data: JSON.parse(data), at, actor }
}

/** Only writeEvents writes the column, from this union. */
function storedType(type: string): TeamEvent['type'] {
  return type as TeamEvent['type']
}

/** Whichever is tried is sent what it is tried with, whatever it asks for. */
function isTrial(type: string, subject: string, webhook: string): boolean {
  return type === 'webhook.tested' && subject === `webhook:${webhook}`
}

/** An empty list asks for all. */
function wanted(types: string, type: string): boolean {
  const list: unknown = JSON.parse(types)
  return Array.isArray(list) && (list.length === 0 || list.includes(type))
}
