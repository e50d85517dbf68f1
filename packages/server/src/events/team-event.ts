/** What happened in a team; the same on the stream, in webhooks and in the outbox. */
export interface TeamEvent {
  /** Grows by one with each event of the team; a stream resumes after it. */
  readonly position: number
  readonly id: string
  /** `dataset.published`, `job.progressed`, `incident.opened` … : events/types.ts lists them. */
  readonly type: string
  readonly subject: string
  readonly data: Readonly<Record<string, unknown>>
  readonly at: string
  readonly actor: string
}
export type NewEvent = Pick<TeamEvent, 'type' | 'subject' | 'data'>
