import type { EventType } from './event-types.ts'

/** What happened in a team; the same on the stream, in webhooks and in the outbox. Names, ids and counts; no values. */
export interface TeamEvent {
  /** Grows by one with each event of the team, in the order in which they were committed; a stream resumes after it. */
  readonly position: number
  readonly id: string
  readonly type: EventType
  /** `dataset:…`, `job:…`: a kind and an id. */
  readonly subject: string
  readonly data: Readonly<Record<string, unknown>>
  readonly at: string
  readonly actor: string
}
export type NewEvent = Pick<TeamEvent, 'type' | 'subject' | 'data'>
